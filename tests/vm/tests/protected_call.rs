//! What is raised within a protected call comes back as a value; nothing jumps over a Rust frame.

use core::ptr::null_mut;
use micropython_sys::{Obj, bindings as mp, class};
use vm::{vm, vm_raise};

type Function = unsafe extern "C" fn(mp::mp_obj_t, mp::mp_obj_t) -> mp::mp_obj_t;

fn protected(function: Function, a: Obj, b: Obj) -> Result<Obj, Obj> {
    let mut outcome = null_mut();
    // SAFETY: live objects; what is raised comes back.
    let fine = unsafe { mp::asyncio_protected_2(Some(function), a.raw(), b.raw(), &raw mut outcome) };
    // SAFETY: what the call has given.
    let outcome = unsafe { Obj::from_raw(outcome) };
    if fine { Ok(outcome) } else { Err(outcome) }
}

unsafe extern "C" fn first(a: mp::mp_obj_t, _: mp::mp_obj_t) -> mp::mp_obj_t {
    a
}

/// Counts how many frames of Rust were left in order.
struct Left<'a>(&'a core::cell::Cell<u32>);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

#[test]
fn a_value_comes_back_as_a_value() {
    vm(|_| assert!(protected(first, Obj::small_int(7), Obj::none()) == Ok(Obj::small_int(7))));
}

#[test]
fn an_exception_comes_back_as_an_error() {
    vm(|vm| {
        let exc = vm.eval("ValueError('x')");
        assert!(protected(vm_raise, exc, Obj::none()) == Err(exc));
        let class = vm.eval("KeyError");
        let raised = protected(vm_raise, class, Obj::none()).err().expect("it raises");
        assert!(raised.is_exactly(class!(mp_type_KeyError)), "a class is instantiated");
    });
}

#[test]
fn nested_calls_catch_each_their_own_and_no_frame_is_jumped_over() {
    vm(|vm| {
        fn nest(exc: Obj, depth: u32, left: &core::cell::Cell<u32>) -> u32 {
            let _left = Left(left);
            let deeper = if depth > 0 { nest(exc, depth - 1, left) } else { 0 };
            assert!(protected(vm_raise, exc, Obj::none()) == Err(exc));
            assert!(protected(first, exc, Obj::none()) == Ok(exc));
            deeper + 1
        }
        let exc = vm.eval("ValueError('x')");
        let left = core::cell::Cell::new(0);
        assert_eq!(nest(exc, 20, &left), 21);
        assert_eq!(left.get(), 21);
        assert_eq!(
            vm.exec("try:\n  raise exc\nexcept NameError:\n  print('still catches')"),
            "still catches\n"
        );
    });
}

#[test]
fn what_a_python_method_raises_inside_comes_back() {
    vm(|vm| {
        vm.exec(
            "class Queue:\n  def remove(self, task):\n    self.seen = task\n    raise KeyError(task)\n\
             class Empty: pass\nqueue = Queue(); empty = Empty()",
        );
        let (queue, empty) = (vm.global(c"queue"), vm.global(c"empty"));
        let raised = protected(mp::asyncio_call_remove, queue, Obj::small_int(5)).err().expect("it raises");
        assert!(raised.is_exactly(class!(mp_type_KeyError)));
        assert_eq!(vm.exec("print(queue.seen)"), "5\n");
        assert!(protected(mp::asyncio_call_remove, empty, Obj::small_int(5)) == Ok(Obj::none()));
    });
}
