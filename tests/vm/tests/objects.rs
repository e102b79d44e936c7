//! What `micropython-sys` says about objects, against what MicroPython itself says.

use micropython_sys::{Error, Obj, bindings as mp, class};
use vm::{Vm, vm};

/// MicroPython's own text of an object that Rust has built.
fn repr(vm: &mut Vm, obj: Obj) -> String {
    vm.exec("cell = [0]");
    let cell = vm.global(c"cell");
    // SAFETY: a live list of one item.
    unsafe { *(*cell.raw().cast::<mp::mp_obj_list_t>()).items = obj.raw() };
    vm.exec("print(repr(cell[0]), end='')")
}

#[test]
fn small_ints_up_to_the_edges() {
    vm(|vm| {
        const EDGE: isize = isize::MAX >> 1;
        let values = [0, 1, -1, 1000, -1000, EDGE, -EDGE - 1];
        let shown: Vec<_> = values.iter().map(|&value| repr(vm, Obj::small_int(value))).collect();
        assert_eq!(shown, values.map(|value| value.to_string()));
        for value in values {
            // By arithmetic: the parser makes a long int of the smallest one's digits.
            assert!(
                vm.eval(&format!("{} + {}", value / 2, value - value / 2)) == Obj::small_int(value),
                "{value} is another word in Python"
            );
            assert!(!Obj::small_int(value).is_pointer());
        }
    });
}

#[test]
fn none_true_and_false_are_pythons() {
    vm(|vm| {
        let rust = [Obj::none(), Obj::bool(true), Obj::bool(false)];
        let python = ["None", "True", "False"];
        let shown = rust.map(|obj| repr(vm, obj));
        assert_eq!(shown, python);
        assert!(python.map(|name| vm.eval(name)) == rust);
        assert_eq!(rust.map(Obj::is_none), [true, false, false]);
        assert!(!Obj::small_int(0).is_none() && !Obj::NULL.is_none() && Obj::NULL.is_null());
    });
}

#[test]
fn every_object_has_its_class() {
    vm(|vm| {
        let cases = [
            ("3", class!(mp_type_int)),
            ("None", class!(mp_type_NoneType)),
            ("'a name'", class!(mp_type_str)),
            ("1 << 100", class!(mp_type_int)),
            ("ValueError", class!(mp_type_type)),
            ("(lambda: (yield))()", class!(mp_type_gen_instance)),
        ];
        for (expression, class) in cases {
            let obj = vm.eval(expression);
            assert!(core::ptr::eq(obj.class_of(), class), "{expression} is of another class");
            assert!(obj.is_exactly(class) == obj.is_pointer(), "{expression}: is_exactly is for pointers");
        }
        assert!(!Obj::NULL.is_exactly(class!(mp_type_int)));
    });
}

#[test]
fn an_instance_of_a_subclass_is_cast_to_what_it_wraps() {
    vm(|vm| {
        vm.exec("import asyncio\nclass Own(asyncio.Event): pass\nclass Other: pass\nown = Own(); plain = asyncio.Event()");
        let event = class!(asyncio_type_event);
        let (own, plain) = (vm.global(c"own"), vm.global(c"plain"));
        assert!(plain.cast(event) == Some(plain));
        assert!(!own.is_exactly(event));
        let native = own.cast(event).expect("an Own is an Event");
        assert!(native != own && native.is_exactly(event));
        assert!(own.cast(class!(asyncio_type_lock)).is_none());
        for foreign in ["3", "None", "Other()", "Own", "asyncio.Event", "asyncio.Lock()", "'text'", "1.5"] {
            assert!(vm.eval(foreign).cast(event).is_none(), "{foreign} was taken for an Event");
        }
        assert!(Obj::NULL.cast(event).is_none());
    });
}

#[test]
fn matches_as_an_except_clause_does() {
    vm(|vm| {
        vm.exec("import asyncio\nclass Own(ValueError): pass");
        let base = class!(mp_type_BaseException);
        let exception = class!(mp_type_Exception);
        let cases = [
            ("ValueError", true, true),
            ("ValueError()", true, true),
            ("Own", true, true),
            ("Own('x')", true, true),
            ("KeyboardInterrupt()", true, false),
            ("asyncio.CancelledError", true, false),
            ("asyncio.TimeoutError()", true, true),
            ("3", false, false),
            ("'text'", false, false),
        ];
        for (expression, is_base, is_exception) in cases {
            let obj = vm.eval(expression);
            assert_eq!((obj.matches(base), obj.matches(exception)), (is_base, is_exception), "{expression}");
        }
    });
}

#[test]
fn errors_become_exceptions_that_name_the_culprit() {
    vm(|vm| {
        let culprit = vm.eval("[1]");
        let errors = [
            Error::runtime(mp::ASYNCIO_TEXT_LOCK_NOT_ACQUIRED),
            Error::wrong_type(mp::ASYNCIO_TEXT_TASK_EXPECTED, culprit),
            Error::out_of_memory(123),
            Error::new(class!(mp_type_ValueError), mp::ASYNCIO_TEXT_EMPTY_HEAP),
        ];
        let shown = errors.map(|error| repr(vm, error.obj()));
        assert_eq!(
            shown,
            [
                "RuntimeError('Lock not acquired',)",
                "TypeError(\"Task expected, not 'list'\",)",
                "MemoryError('memory allocation failed, allocating 123 bytes',)",
                "ValueError('empty heap',)",
            ]
        );
    });
}
