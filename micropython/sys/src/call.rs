//! Protected calls into MicroPython: what they raise comes back as an error.
//!
//! EXCEPTION: every function here may run Python code, which may come back into this library, and may
//! collect garbage: no queue may be half changed, and no borrowed buffer may be used afterwards.

use crate::{
    Obj, bindings as mp,
    error::{Error, Result},
};

fn checked(fine: bool, outcome: mp::mp_obj_t) -> Result<Obj> {
    // SAFETY: what a protected call has given or caught.
    let outcome = unsafe { Obj::from_raw(outcome) };
    if fine { Ok(outcome) } else { Err(Error::from_obj(outcome)) }
}

/// `fun(*args[:n_positional], **pairs of what follows)`.
///
/// # Errors
/// What the call raises.
pub fn call(fun: Obj, n_positional: usize, args: &[Obj]) -> Result<Obj> {
    let mut outcome = core::ptr::null_mut();
    // SAFETY: live objects; `Obj` is transparent.
    let fine = unsafe {
        mp::asyncio_call(fun.raw(), n_positional, args.len(), args.as_ptr().cast(), &raw mut outcome)
    };
    checked(fine, outcome)
}

/// `obj.method(*args)`; `method` is a qstr.
///
/// # Errors
/// What the look-up or the call raises.
pub fn call_method(obj: Obj, method: usize, args: &[Obj]) -> Result<Obj> {
    let mut outcome = core::ptr::null_mut();
    // SAFETY: a live object and qstr, live arguments.
    let fine = unsafe {
        mp::asyncio_call_method(obj.raw(), method as _, args.len(), args.as_ptr().cast(), &raw mut outcome)
    };
    checked(fine, outcome)
}

/// `fun(a, b)`, where `fun` is a C function that may raise.
///
/// # Errors
/// What it raises.
pub fn protected(
    fun: unsafe extern "C" fn(mp::mp_obj_t, mp::mp_obj_t) -> mp::mp_obj_t,
    a: Obj,
    b: Obj,
) -> Result<Obj> {
    let mut outcome = core::ptr::null_mut();
    // SAFETY: live objects, of the kind that `fun` takes.
    let fine = unsafe { mp::asyncio_protected_2(Some(fun), a.raw(), b.raw(), &raw mut outcome) };
    checked(fine, outcome)
}

/// `obj.attr`; `attr` is a qstr.
///
/// # Errors
/// What the look-up raises.
pub fn load_attr(obj: Obj, attr: usize) -> Result<Obj> {
    protected(mp::asyncio_load_attr, obj, Obj::qstr(attr))
}

/// `obj[index]`.
///
/// # Errors
/// What the look-up raises.
pub fn get_item(obj: Obj, index: isize) -> Result<Obj> {
    protected(mp::asyncio_get_item, obj, Obj::small_int(index))
}

/// `import module`; `module` is a qstr.
///
/// # Errors
/// What the import raises.
pub fn import(module: usize) -> Result<Obj> {
    protected(mp::asyncio_import, Obj::qstr(module), Obj::none())
}

/// `(a, b)`.
///
/// # Errors
/// `MemoryError`.
pub fn new_tuple_2(a: Obj, b: Obj) -> Result<Obj> {
    protected(mp::asyncio_new_tuple_2, a, b)
}

/// `{key: value}`.
///
/// # Errors
/// `MemoryError`.
pub fn new_dict_1(key: Obj, value: Obj) -> Result<Obj> {
    protected(mp::asyncio_new_dict_1, key, value)
}
