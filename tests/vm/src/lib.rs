//! A MicroPython that Rust tests can drive, with the clock, the collector, the allocator and Ctrl-C in
//! the test's hands.
//!
//! There is one MicroPython per process: tests take turns ([`vm`] waits for its own).

// Linked for the functions that C calls.
extern crate mpy_asyncio as _;

use core::ffi::{CStr, c_char, c_long, c_void};
use micropython_sys::{Obj, Type, bindings::mp_obj_t};
use std::sync::{Mutex, MutexGuard, PoisonError};

unsafe extern "C" {
    fn vm_start(stack_top: *mut c_void, heap: *mut c_void, heap_bytes: usize);
    fn vm_soft_reset(heap: *mut c_void, heap_bytes: usize);
    fn vm_stop();
    fn vm_exec(source: *const u8, len: usize) -> bool;
    fn vm_global(name: *const c_char) -> mp_obj_t;
    fn vm_collect();
    fn vm_count(class: *const Type) -> usize;
    fn vm_used() -> usize;
    static mut vm_collect_always: bool;
    static mut vm_allocations_left: c_long;
    static mut vm_hooks_left: c_long;
    /// Raises `exc`: only for a protected call.
    pub fn vm_raise(exc: mp_obj_t, unused: mp_obj_t) -> mp_obj_t;
}

const HEAP_BYTES: usize = 256 * 1024;

static TURN: Mutex<()> = Mutex::new(());
static PRINTED: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[unsafe(no_mangle)]
unsafe extern "C" fn vm_print(text: *const u8, len: usize) {
    // SAFETY: C gives a text of that length.
    let text = unsafe { std::slice::from_raw_parts(text, len) };
    PRINTED.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(text);
}

/// Uses what most programs use, and prints an order of events that is known.
const REFERENCE: &str = "
import asyncio
asyncio.new_event_loop()
order = []
async def step(name, ms):
    for n in range(2):
        await asyncio.sleep_ms(ms)
        order.append(name)
async def reference():
    lock, event = asyncio.Lock(), asyncio.Event()
    async with lock:
        task = asyncio.create_task(step('a', 2))
        event.set()
        await asyncio.gather(step('b', 3), task)
    await event.wait()
    await asyncio.wait_for_ms(step('c', 1), 10)
asyncio.run(reference())
print(order)
";

/// A running MicroPython.
pub struct Vm {
    // Words, so that the heap is aligned as MicroPython's own.
    heap: Box<[u128]>,
    _turn: MutexGuard<'static, ()>,
}

/// Runs `test` in a fresh MicroPython. Everything that refers to its objects has to live in `test`'s
/// frames, where the collector sees it.
pub fn vm<T>(test: impl FnOnce(&mut Vm) -> T) -> T {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut vm = Vm { heap: vec![0; HEAP_BYTES / 16].into_boxed_slice(), _turn: turn };
    PRINTED.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let mut stack_top = 0usize;
    // SAFETY: the heap lives as long as `vm`; the stack of what follows lies below `stack_top`.
    unsafe { vm_start((&raw mut stack_top).cast(), vm.heap.as_mut_ptr().cast(), HEAP_BYTES) };
    run(test, &mut vm)
}

/// A frame of its own, so that all of the test's lies below `stack_top`.
#[inline(never)]
fn run<T>(test: impl FnOnce(&mut Vm) -> T, vm: &mut Vm) -> T {
    test(vm)
}

/// Overwrites what earlier calls have left on the stack, where the collector would take it for references.
#[inline(never)]
fn forget_calls() {
    std::hint::black_box(&mut [0u8; 32 * 1024]);
}

/// A fault that a program meets at some point, counted from its beginning.
#[derive(Clone, Copy)]
pub enum Fault {
    /// An allocation that fails.
    Allocation,
    /// Ctrl-C.
    Interrupt,
    /// A call that raises, which the program itself counts down: the one that makes its `left[0]` zero.
    Call,
}

impl Fault {
    fn inject(self, vm: &mut Vm, after: u32) {
        match self {
            Self::Allocation => vm.fail_allocation(Some(after)),
            Self::Interrupt => vm.interrupt(Some(after)),
            Self::Call => drop(vm.exec(&format!("left[0] = {after} + 1"))),
        }
    }

    /// Whether the program has met it; from here on it meets none.
    fn end(self, vm: &mut Vm) -> bool {
        match self {
            Self::Allocation => {
                let failed = vm.allocation_failed();
                vm.fail_allocation(None);
                failed
            }
            Self::Interrupt => {
                let interrupted = vm.interrupted();
                vm.interrupt(None);
                interrupted
            }
            Self::Call => vm.exec("print(left[0] <= 0)\nleft[0] = 0") == "True\n",
        }
    }
}

/// Runs `program` and then `call` with `fault` ever later, until it comes through without; returns how many there were.
/// `check` is told each time at which point the fault was, whether the program met it, and what came of it.
pub fn every_point(
    fault: Fault,
    program: &str,
    call: &str,
    check: impl Fn(&mut Vm, u32, bool, Result<String, String>),
) -> usize {
    for (faults, after) in (0..100_000).enumerate() {
        let met = vm(|vm| {
            vm.exec(program);
            fault.inject(vm, after);
            let outcome = vm.try_exec(call);
            let met = fault.end(vm);
            check(vm, after, met, outcome);
            met
        });
        if !met {
            return faults;
        }
    }
    panic!("the program never comes to its end");
}

impl Drop for Vm {
    fn drop(&mut self) {
        // SAFETY: started in `vm`.
        unsafe { vm_stop() };
    }
}

impl Vm {
    /// Runs Python source; what it printed is `Ok`, or with the traceback of what escaped it `Err`.
    pub fn try_exec(&mut self, source: &str) -> Result<String, String> {
        // SAFETY: MicroPython runs; what the program raises is caught.
        let fine = unsafe { vm_exec(source.as_ptr(), source.len()) };
        let printed = std::mem::take(&mut *PRINTED.lock().unwrap_or_else(PoisonError::into_inner));
        let printed = String::from_utf8_lossy(&printed).into_owned();
        if fine { Ok(printed) } else { Err(printed) }
    }

    /// Runs Python source that raises nothing, and returns what it printed.
    #[track_caller]
    pub fn exec(&mut self, source: &str) -> String {
        match self.try_exec(source) {
            Ok(printed) => printed,
            Err(printed) => panic!("the program raised:\n{printed}"),
        }
    }

    /// The value of a Python expression.
    #[track_caller]
    pub fn eval(&mut self, expression: &str) -> Obj {
        self.exec(&format!("value = {expression}"));
        self.global(c"value")
    }

    /// A global variable of the main module.
    #[track_caller]
    pub fn global(&self, name: &CStr) -> Obj {
        // SAFETY: MicroPython runs; looks up a name.
        let value = unsafe { Obj::from_raw(vm_global(name.as_ptr())) };
        assert!(!value.is_null(), "no global {name:?}");
        value
    }

    /// Checks that the loop still runs a program as it should, `after` something that could have hurt it.
    #[track_caller]
    pub fn check_loop(&mut self, after: &str) {
        self.collect();
        assert_eq!(
            self.try_exec(REFERENCE).as_deref(),
            Ok("['a', 'b', 'a', 'b', 'c', 'c']\n"),
            "after {after}"
        );
        self.collect();
    }

    /// Collects garbage and fills all free memory with rubbish.
    pub fn collect(&mut self) {
        forget_calls();
        // SAFETY: all references that the test holds are on the stack.
        unsafe { vm_collect() };
    }

    /// How many objects of `class` the heap holds.
    pub fn count(&self, class: Obj) -> usize {
        // SAFETY: looks at the first word of every block of the heap.
        unsafe { vm_count(class.as_ptr()) }
    }

    /// Bytes of the heap in use.
    pub fn used(&self) -> usize {
        // SAFETY: looks at every block of the heap.
        unsafe { vm_used() }
    }

    /// What Ctrl-D does on a board: the heap and all modules begin anew, statics stay.
    pub fn soft_reset(&mut self) {
        // SAFETY: the heap lives as long as `self`.
        unsafe { vm_soft_reset(self.heap.as_mut_ptr().cast(), HEAP_BYTES) };
    }

    /// Runs the collector at every allocation from now on, or no longer.
    pub fn collect_always(&mut self, always: bool) {
        // SAFETY: only the thread whose turn it is touches this.
        unsafe { vm_collect_always = always };
    }

    /// Lets `after` more allocations succeed, and the one that follows fail.
    pub fn fail_allocation(&mut self, after: Option<u32>) {
        // SAFETY: only the thread whose turn it is touches this.
        unsafe { vm_allocations_left = after.map_or(-1, c_long::from) };
    }

    /// Whether the allocation that was to fail has failed.
    pub fn allocation_failed(&self) -> bool {
        // SAFETY: only the thread whose turn it is touches this.
        unsafe { vm_allocations_left < 0 }
    }

    /// Interrupts the program, as Ctrl-C does, when it has passed `after` more of the points where an
    /// interrupt may come.
    pub fn interrupt(&mut self, after: Option<u32>) {
        // SAFETY: only the thread whose turn it is touches this.
        unsafe { vm_hooks_left = after.map_or(-1, c_long::from) };
    }

    /// Whether the interrupt has come.
    pub fn interrupted(&self) -> bool {
        // SAFETY: only the thread whose turn it is touches this.
        unsafe { vm_hooks_left < 0 }
    }
}
