//! What a stream calls to say that it may be ready: a `StreamWaker`. The loop leaves such a stream alone until then.
//!
//! Calling it moves no stream. As with an `Event`, it pushes a [`WakeSource`], and the loop puts the stream back among those that are
//! asked. No call is lost between the question to a stream and the moment at which the loop leaves it alone: the source is expected
//! from before the question, and a call takes that back.

use crate::kernel::{node::Node, wake_source::WakeSource};
use core::{cell::Cell, sync::atomic::Ordering, sync::atomic::fence};
use micropython_sys::{Native, Obj, Type, class};

/// See the [module](self). It begins as an `Event` does.
#[repr(C)]
pub struct StreamWaker {
    source: WakeSource,
    /// The stream's records in the I/O queue that are left alone. There are two if one `Stream` reads it and another one writes it.
    silent: [Cell<Option<Node>>; 2],
    /// The events of which the stream tells.
    events: u8,
    /// Whether the stream tells of all of them. If not, it is asked from time to time all the same.
    tells_all: bool,
}

// SAFETY: `StreamWaker::new` makes them.
unsafe impl Native for StreamWaker {
    fn class() -> &'static Type {
        class!(asyncio_type_stream_waker)
    }
}

impl StreamWaker {
    /// One for a stream that tells of `events`: of each of them, or with `tells_all` false of most.
    pub const fn new(class: &'static Type, events: u32, tells_all: bool) -> Self {
        Self {
            source: WakeSource::idle(class),
            silent: [const { Cell::new(None) }; 2],
            events: events as u8,
            tells_all,
        }
    }

    /// From here on a call of the waker at `this` raises nothing.
    ///
    /// # Safety
    /// There is one, or zeros.
    pub(super) unsafe fn silence(this: *mut Self) {
        // SAFETY: the caller's promise.
        unsafe { WakeSource::silence(&raw mut (*this).source) };
    }

    /// The one that `obj` is.
    pub fn from_obj(obj: Obj) -> Option<&'static Self> {
        // SAFETY: an object of this class, which has no subclass.
        obj.is_exactly(Self::class()).then(|| unsafe { &*obj.as_ptr::<Self>() })
    }

    /// What a call raises.
    pub fn source(&self) -> &WakeSource {
        &self.source
    }

    /// The stream is about to be asked: from here on no call is overlooked.
    pub(super) fn expect_call(&self) {
        self.source.expect_waiter();
        // What the stream answers next must not be from before this.
        fence(Ordering::SeqCst);
    }

    /// Leaves `stream` alone, which was asked for `events` and had none. Returns whether it may be: it has not called since it was asked.
    pub(super) fn leave_alone(&self, stream: Node, events: u32) -> bool {
        let free = self.silent.iter().find(|slot| slot.get().is_none());
        let may = self.source.is_awaited() && self.tells(events);
        let Some(slot) = free.filter(|_| may) else { return false };
        slot.set(Some(stream));
        true
    }

    /// Whether the stream tells of `events`.
    pub(super) fn tells(&self, events: u32) -> bool {
        events & !u32::from(self.events) == 0
    }

    /// Whether a stream that is left alone need not be asked from time to time.
    #[cfg_attr(not(feature = "socket-wakes"), allow(dead_code))]
    pub fn tells_all(&self) -> bool {
        self.tells_all
    }

    /// `stream` is left alone no longer.
    pub(super) fn forget(&self, stream: Node) {
        for slot in &self.silent {
            if slot.get() == Some(stream) {
                slot.set(None);
            }
        }
        if self.silent.iter().all(|slot| slot.get().is_none()) {
            // If the stream is being asked through another record, that is asked once more.
            self.source.expect_no_waiter();
        }
    }

    /// It has been called: takes what is left alone, one record at a time.
    pub fn take_silent(&self) -> Option<Node> {
        self.source.expect_no_waiter();
        self.silent.iter().find_map(Cell::take)
    }
}
