//! Ctrl-D on a board: the heap begins anew, what is static stays.

use vm::vm;

#[test]
fn after_a_soft_reset_nothing_of_the_old_heap_is_touched() {
    vm(|vm| {
        let program = "
import asyncio
async def waiter(event):
    await event.wait()
async def main():
    event = asyncio.Event()
    flag = asyncio.ThreadSafeFlag()
    asyncio.create_task(waiter(event))
    asyncio.create_task(waiter(flag))
    asyncio.create_task(asyncio.sleep_ms(3))
    kept = asyncio.sleep_ms(1)
    await asyncio.sleep_ms(1)
    event.set()
    flag.set()
asyncio.run(main())
print('ran')
";
        for _ in 0..3 {
            assert_eq!(vm.exec(program), "ran\n");
            vm.soft_reset();
        }
    });
}

#[test]
fn after_a_soft_reset_names_that_a_script_has_changed_are_as_before() {
    vm(|vm| {
        vm.exec("import asyncio\nasyncio.own = 'name'\nasyncio.core.own = 'other'\nasyncio.sleep_ms = None");
        vm.soft_reset();
        vm.exec("junk = [str(n) * 5 for n in range(200)]");
        vm.exec("import asyncio");
        assert_eq!(
            vm.exec("print(hasattr(asyncio, 'own'), hasattr(asyncio.core, 'own'), asyncio.sleep_ms is None)"),
            "False False False\n"
        );
    });
}
