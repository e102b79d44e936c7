//! A bounded queue of items, first in, first out, in memory of its user's.
//!
//! It is heapless' [`QueueView`] over a block whose size is known only at run time. The block holds what a `heapless::spsc::Queue`
//! holds, and nothing else: MicroPython's collector, which looks at each word of a block, sees the items. All operations are O(1)
//! and allocate nothing. They need the whole queue: where several contexts use it, each operation is one critical section.

use core::{
    cell::Cell,
    ptr::{NonNull, slice_from_raw_parts_mut},
};
use heapless::spsc::{Queue, QueueView};

/// See the [module](self). An item is one word at least, and `EMPTY` takes the place of an item that has left.
pub struct BoundedQueue<T: Copy + 'static> {
    view: NonNull<QueueView<Cell<T>>>,
    empty: T,
    dropped: u32,
}

/// The queue with the fewest slots that heapless has: one slot always stays free.
type Shortest<T> = Queue<Cell<T>, 2>;

impl<T: Copy + 'static> BoundedQueue<T> {
    /// How many words of memory a queue for `capacity` items needs; `usize::MAX` if they cannot be counted.
    pub const fn words(capacity: usize) -> usize {
        let beyond = capacity.saturating_sub(1).saturating_mul(size_of::<Cell<T>>());
        size_of::<Shortest<T>>().saturating_add(beyond).div_ceil(size_of::<usize>())
    }

    /// An empty queue for `capacity` items, one at least. `empty` replaces an item that has left the queue, so that the memory keeps
    /// nothing alive.
    ///
    /// # Safety
    /// `memory` must have [`Self::words`] words, aligned as they are, which nothing else uses as long as the queue is used.
    pub unsafe fn new(memory: NonNull<usize>, capacity: usize, empty: T) -> Self {
        const { assert!(align_of::<Shortest<T>>() <= align_of::<usize>()) };
        let memory = memory.as_ptr();
        // A reference to any `Queue` becomes one to a `QueueView` without a change of the address. So all of them begin alike, and writing
        // the shortest one writes all of the longer one that has to be written: its slots may hold anything.
        // SAFETY: it fits, as the caller promises.
        unsafe { memory.cast::<Shortest<T>>().write(Queue::new()) };
        // The metadata of a view is the number of its slots.
        let view = slice_from_raw_parts_mut(memory.cast::<()>(), capacity + 1) as *mut QueueView<Cell<T>>;
        // SAFETY: `memory` is not null.
        Self { view: unsafe { NonNull::new_unchecked(view) }, empty, dropped: 0 }
    }

    fn view(&self) -> &QueueView<Cell<T>> {
        // SAFETY: `new` has made it, and who has a reference to this queue may use it.
        unsafe { self.view.as_ref() }
    }

    fn view_mut(&mut self) -> &mut QueueView<Cell<T>> {
        // SAFETY: as in `view`; nobody else has a reference.
        unsafe { self.view.as_mut() }
    }

    /// How many items are in it.
    pub fn len(&self) -> usize {
        self.view().len()
    }

    /// How many items it can hold.
    pub fn capacity(&self) -> usize {
        self.view().capacity()
    }

    /// Whether no item is in it.
    pub fn is_empty(&self) -> bool {
        self.view().is_empty()
    }

    /// Whether no other item fits in.
    pub fn is_full(&self) -> bool {
        self.view().is_full()
    }

    /// How many items [`Self::make_room`] has dropped; the count stays at `u32::MAX`.
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// Adds `item`; returns whether there was room.
    pub fn try_push(&mut self, item: T) -> bool {
        self.view_mut().enqueue(Cell::new(item)).is_ok()
    }

    /// Drops the oldest item if there is no room for another.
    pub fn make_room(&mut self) {
        if self.is_full() {
            self.pop();
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// Takes out the oldest item.
    pub fn pop(&mut self) -> Option<T> {
        let empty = self.empty;
        let item = self.view().peek().map(|slot| slot.replace(empty));
        self.view_mut().dequeue();
        item
    }
}
