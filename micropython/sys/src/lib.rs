//! MicroPython's objects, errors and protected calls, bound to the headers of one firmware build.
//!
//! MicroPython raises by `longjmp`. No Rust frame may be jumped over, so nothing here raises: what can
//! fail returns [`Result`], and the C side of the boundary raises after Rust has returned. What may
//! raise or run Python code inside is marked `EXCEPTION:` where it is called.
#![no_std]

#[allow(missing_docs, non_camel_case_types, non_snake_case, non_upper_case_globals, dead_code)]
#[allow(clippy::all, clippy::undocumented_unsafe_blocks, unsafe_op_in_unsafe_fn)]
pub mod bindings {
    //! bindgen's view of MicroPython's headers.
    include!(concat!(env!("OUT_DIR"), "/bindings.rs"));
}

#[allow(missing_docs, non_camel_case_types, dead_code)]
pub mod seam {
    //! What Rust provides and C calls, as bridge.h declares it: a type for each function. `#[export]` compares with it.
    use crate::{CResult as asyncio_result_t, Obj as mp_obj_t, bindings::*};

    include!(concat!(env!("OUT_DIR"), "/seam.rs"));
}

include!(concat!(env!("OUT_DIR"), "/contract.rs"));

/// One of the classes that C defines, by its name there.
#[macro_export]
macro_rules! class {
    ($name:ident) => {{
        // SAFETY: a constant of C's, which nobody changes.
        #[allow(unused_unsafe)]
        let class: &'static $crate::Type = unsafe { &*(&raw const $crate::bindings::$name) };
        class
    }};
}

/// One of the objects that C defines, by its name there.
#[macro_export]
macro_rules! object {
    ($name:ident) => {
        // SAFETY: a constant of C's.
        unsafe { $crate::Obj::from_ptr(&raw const $crate::bindings::$name) }
    };
}

mod call;
mod error;
mod heap;
mod obj;

pub use bindings::mp_obj_type_t as Type;
pub use call::{call, call_method, get_item, import, load_attr, new_dict_1, new_tuple_2, protected};
pub use error::{CResult, Error, Result};
pub use heap::{allocate, allocate_slots};
pub use obj::{Header, Native, Obj};
