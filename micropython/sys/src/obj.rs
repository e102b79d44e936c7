//! A MicroPython object reference.

use crate::bindings as mp;
use core::ffi::c_void;

/// The first word of every heap object: its type.
pub type Header = mp::mp_obj_base_t;

/// A MicroPython object reference (`mp_obj_t`): a tagged word or a pointer to an object.
///
/// Copying one keeps nothing alive: it must lie on the stack, in the garbage-collected heap or in a
/// root pointer.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Obj(mp::mp_obj_t);

const REPR_B: u32 = 1;
const REPR_C: u32 = 2;

impl Obj {
    /// No object (`MP_OBJ_NULL`); ends an iteration where MicroPython asks for the next item.
    pub const NULL: Self = Self(core::ptr::null_mut());

    const fn word(word: usize) -> Self {
        Self(core::ptr::without_provenance_mut(word))
    }

    const fn immediate(value: usize) -> Self {
        match mp::ASYNCIO_OBJ_REPR {
            REPR_B => Self::word((value << 3) | 7),
            REPR_C => Self::word((value << 4) | 0xe),
            _ => Self::word((value << 3) | 6),
        }
    }

    /// `None`.
    #[inline]
    #[must_use]
    pub fn none() -> Self {
        if mp::ASYNCIO_IMMEDIATE_OBJS != 0 { Self::immediate(0) } else { object!(mp_const_none_obj) }
    }

    /// `True` or `False`.
    #[inline]
    #[must_use]
    pub fn bool(value: bool) -> Self {
        match (mp::ASYNCIO_IMMEDIATE_OBJS != 0, value) {
            (true, false) => Self::immediate(1),
            (true, true) => Self::immediate(3),
            (false, false) => object!(mp_const_false_obj),
            (false, true) => object!(mp_const_true_obj),
        }
    }

    /// An int that fits a tagged word. The value is cut to the word's width.
    #[inline]
    #[must_use]
    pub const fn small_int(value: isize) -> Self {
        match mp::ASYNCIO_OBJ_REPR {
            REPR_B => Self::word(((value << 2) | 1) as usize),
            _ => Self::word(((value << 1) | 1) as usize),
        }
    }

    /// An interned string; `qstr` is its number.
    #[must_use]
    pub const fn qstr(qstr: usize) -> Self {
        match mp::ASYNCIO_OBJ_REPR {
            REPR_B => Self::word((qstr << 3) | 3),
            REPR_C => Self::word((qstr << 4) | 6),
            _ => Self::word((qstr << 3) | 2),
        }
    }

    /// The value of an int that is held in the word itself.
    #[must_use]
    pub fn small_int_value(self) -> Option<isize> {
        let word = self.0.addr() as isize;
        match mp::ASYNCIO_OBJ_REPR {
            REPR_B if word & 3 == 1 => Some(word >> 2),
            REPR_B => None,
            _ if word & 1 == 1 => Some(word >> 1),
            _ => None,
        }
    }

    /// The truth of an object that is an int in the word itself, `None`, `True`, `False`, or any object
    /// that is not one of these, which counts as true.
    #[must_use]
    pub fn is_truthy(self) -> bool {
        !(self.is_none() || self == Self::bool(false) || self.small_int_value() == Some(0))
    }

    /// The object at `object`.
    ///
    /// # Safety
    /// A live object, which begins with its [`Header`], or null.
    #[inline]
    #[must_use]
    pub const unsafe fn from_ptr<T>(object: *const T) -> Self {
        Self(object.cast_mut().cast())
    }

    /// The class `of`.
    #[inline]
    #[must_use]
    pub const fn class(of: &'static crate::Type) -> Self {
        // SAFETY: a class is an object.
        unsafe { Self::from_ptr(of) }
    }

    /// The pointer within; meaningful for heap objects only.
    #[inline]
    #[must_use]
    pub const fn as_ptr<T>(self) -> *mut T {
        self.0.cast()
    }

    /// The raw `mp_obj_t`.
    #[inline]
    #[must_use]
    pub const fn raw(self) -> mp::mp_obj_t {
        self.0
    }

    /// From a raw `mp_obj_t`.
    ///
    /// # Safety
    /// It must be one: what MicroPython has given.
    #[inline]
    #[must_use]
    pub const unsafe fn from_raw(raw: mp::mp_obj_t) -> Self {
        Self(raw)
    }

    /// Whether this is no object.
    #[inline]
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Whether this is `None`.
    #[inline]
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::none()
    }

    /// Whether this points to a heap or static object rather than holding a tagged value.
    #[inline]
    #[must_use]
    pub fn is_pointer(self) -> bool {
        let word = self.0.addr();
        match mp::ASYNCIO_OBJ_REPR {
            REPR_B => word & 1 == 0,
            _ => word & 3 == 0,
        }
    }

    /// The object's class. The object must not be null.
    #[inline]
    #[must_use]
    pub fn class_of(self) -> &'static crate::Type {
        if self.is_pointer() {
            // SAFETY: a pointer object begins with its header, and classes live as long as their objects.
            unsafe { &*(*self.0.cast::<Header>()).type_ }
        } else {
            // SAFETY: any non-null object has a type; does not raise.
            unsafe { &*mp::mp_obj_get_type(self.0) }
        }
    }

    /// Whether the object's class is exactly `class`.
    #[inline]
    #[must_use]
    pub fn is_exactly(self, class: &'static crate::Type) -> bool {
        !self.is_null()
            && self.is_pointer()
            // SAFETY: a non-null pointer object begins with its header.
            && core::ptr::eq(unsafe { (*self.0.cast::<Header>()).type_ }, class)
    }

    /// The object as an instance of the native `class`: itself, or what an instance of a Python
    /// subclass wraps.
    #[must_use]
    pub fn cast(self, class: &'static crate::Type) -> Option<Self> {
        if self.is_exactly(class) {
            return Some(self);
        }
        if self.is_null() || !self.is_pointer() {
            return None;
        }
        // Only an instance of a Python class wraps another object; the question is frequent and its answer mostly no.
        if self.class_of().flags & mp::MP_TYPE_FLAG_INSTANCE_TYPE as u16 == 0 {
            return None;
        }
        // SAFETY: the object is not null and the class is a live type; does not raise.
        let native = Self(unsafe { mp::mp_obj_cast_to_native_base(self.0, Self::class(class).0) });
        native.is_exactly(class).then_some(native)
    }

    /// Whether the object's class, or the object if it is a class itself, descends from `class`: the
    /// test of an `except` clause.
    #[must_use]
    pub fn matches(self, class: &'static crate::Type) -> bool {
        let own: &'static crate::Type = if self.is_exactly(class!(mp_type_type)) {
            // SAFETY: a class is a `Type`.
            unsafe { &*self.0.cast_const().cast() }
        } else {
            self.class_of()
        };
        // SAFETY: both are live types; does not raise.
        unsafe { mp::mp_obj_is_subclass_fast(Self::from_ptr(own).0, Self::class(class).0) }
    }

    /// The `send`-less way to ask whether an object is callable. Does not raise.
    #[must_use]
    pub fn is_callable(self) -> bool {
        // SAFETY: the object is not null; looks at the type only, or at an instance's class.
        unsafe { mp::mp_obj_is_callable(self.0) }
    }

    /// The object's address as C code sees it.
    #[must_use]
    pub fn as_void(self) -> *mut c_void {
        self.0.cast()
    }
}

/// A Rust type that is the memory of the objects of a class.
///
/// # Safety
/// Each object of which [`fits`](Self::fits) is true must be such a value, begin with a [`Header`], and change in cells or atomics only.
pub unsafe trait Native: Sized + 'static {
    /// The class, or the one of them that most objects have.
    fn class() -> &'static crate::Type;

    /// Whether `obj` is one of these.
    #[inline(always)]
    #[must_use]
    fn fits(obj: Obj) -> bool {
        obj.is_exactly(Self::class())
    }

    /// The value that `obj` is.
    #[inline(always)]
    #[must_use]
    fn from_obj(obj: Obj) -> Option<&'static Self> {
        // SAFETY: as the implementation promises; the object is live, since the caller has it.
        Self::fits(obj).then(|| unsafe { &*obj.as_ptr::<Self>() })
    }

    /// The value as a Python object.
    #[inline(always)]
    #[must_use]
    fn obj(&self) -> Obj {
        // SAFETY: it begins with a header.
        unsafe { Obj::from_ptr(self) }
    }
}
