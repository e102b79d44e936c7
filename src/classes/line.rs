//! The line that is being typed at a prompt: its text, its keys, and the lines typed before.
//!
//! The text may have several lines. The user edits the last one. Each key is O(length of the line).

use crate::classes::stream_bytes::{allocate_bytes, buffer_of, new_bytes};
use core::cell::Cell;
use micropython_sys::{Obj, bindings as mp};

/// How many lines are remembered.
const REMEMBERED: usize = 8;

const CTRL_A: u8 = 1;
const CTRL_B: u8 = 2;
const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_E: u8 = 5;
const CTRL_F: u8 = 6;
const BACKSPACE: u8 = 8;
const TAB: u8 = 9;
const CTRL_K: u8 = 11;
const CTRL_N: u8 = 14;
const CTRL_P: u8 = 16;
const CTRL_U: u8 = 21;
const CTRL_W: u8 = 23;
const ESCAPE: u8 = 27;
const DELETE: u8 = 127;

/// How far an escape sequence has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    No,
    Begun,
    /// Behind the bracket; with the digit that came first, or 0.
    Bracket(u8),
}

/// What a key asks of the prompt.
pub enum Key {
    /// Nothing: the line has done it.
    Done,
    Enter,
    Tab,
    /// A control character on an empty line, or Ctrl-C.
    Control(u8),
}

/// A line; see the [module](self).
pub struct Line {
    text: Cell<*mut u8>,
    len: Cell<usize>,
    capacity: Cell<usize>,
    /// Where the line that is being edited begins.
    start: Cell<usize>,
    cursor: Cell<usize>,
    /// Whether there was no memory for a part of the text.
    is_cut: Cell<bool>,
    escape: Cell<Escape>,
    /// Whether the last byte was a carriage return: a line feed behind it says nothing more.
    returned: Cell<bool>,
    /// The lines typed before, the last one first: `bytes` objects, or null.
    remembered: [Cell<Obj>; REMEMBERED],
    /// How many lines back the shown one is; 0 for the one that is being typed.
    recalled: Cell<u8>,
}

/// Writes `bytes` to the prompt's stream.
pub fn put(output: Obj, bytes: &[u8]) {
    // SAFETY: a live Stream or null; C copies the bytes, and does not raise.
    unsafe { mp::asyncio_repl_put(output.raw(), bytes.as_ptr().cast(), bytes.len()) };
}

/// The content of a `bytes` object, which lives on; none for null.
fn bytes_of<'a>(object: Obj) -> &'a [u8] {
    if object.is_null() {
        return &[];
    }
    match buffer_of(object, false) {
        // SAFETY: the object's own bytes, which do not change.
        Ok((data, len)) => unsafe { core::slice::from_raw_parts(data, len) },
        Err(_) => &[],
    }
}

/// Whether a character begins with this byte of UTF-8.
const fn begins(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

impl Line {
    pub const fn new() -> Self {
        Self {
            text: Cell::new(core::ptr::null_mut()),
            len: Cell::new(0),
            capacity: Cell::new(0),
            start: Cell::new(0),
            cursor: Cell::new(0),
            is_cut: Cell::new(false),
            escape: Cell::new(Escape::No),
            returned: Cell::new(false),
            remembered: [const { Cell::new(Obj::NULL) }; REMEMBERED],
            recalled: Cell::new(0),
        }
    }

    /// The whole text. Must not be kept while the line changes.
    pub fn text(&self) -> &[u8] {
        if self.len.get() == 0 {
            return &[];
        }
        // SAFETY: the block has `capacity` bytes, of which `len` are written; the field keeps it alive.
        unsafe { core::slice::from_raw_parts(self.text.get(), self.len.get()) }
    }

    /// The part that is being edited, up to the cursor.
    pub fn before_cursor(&self) -> &[u8] {
        &self.text()[self.start.get()..self.cursor.get()]
    }

    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    pub fn is_cut(&self) -> bool {
        self.is_cut.get()
    }

    /// Whether lines before this one belong to the text.
    pub fn goes_on(&self) -> bool {
        self.start.get() > 0
    }

    /// Forgets the text and frees its memory.
    pub fn clear(&self) {
        self.text.set(core::ptr::null_mut());
        self.len.set(0);
        self.capacity.set(0);
        self.start.set(0);
        self.cursor.set(0);
        self.is_cut.set(false);
        self.escape.set(Escape::No);
        self.recalled.set(0);
    }

    fn reserve(&self, len: usize) -> bool {
        if len <= self.capacity.get() {
            return true;
        }
        let old = self.capacity.get();
        for wanted in [len.max(32) + old / 2, len] {
            // SAFETY: the line's own block, or null, of this size.
            let grown = unsafe { mp::asyncio_resize(self.text.get().cast(), old, wanted) };
            if !grown.is_null() {
                self.text.set(grown.cast());
                self.capacity.set(wanted);
                return true;
            }
        }
        self.is_cut.set(true);
        false
    }

    fn insert(&self, at: usize, bytes: &[u8]) {
        let len = self.len.get();
        if self.is_cut.get() || !self.reserve(len + bytes.len()) {
            return;
        }
        // SAFETY: `reserve` has made room; `bytes` are no part of this block.
        unsafe {
            let place = self.text.get().add(at);
            core::ptr::copy(place, place.add(bytes.len()), len - at);
            core::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len());
        }
        self.len.set(len + bytes.len());
    }

    fn remove(&self, from: usize, to: usize) {
        let len = self.len.get();
        if from < to {
            // SAFETY: both are within the text.
            unsafe {
                core::ptr::copy(self.text.get().add(to), self.text.get().add(from), len - to);
            }
            self.len.set(len - (to - from));
        }
    }

    /// Adds a byte at the end, as it is.
    pub fn push(&self, byte: u8) {
        self.insert(self.len.get(), &[byte]);
    }

    /// The text with a zero behind it, if there is memory for that.
    pub fn terminated(&self) -> Option<*const u8> {
        let len = self.len.get();
        if !self.reserve(len + 1) {
            return None;
        }
        // SAFETY: there is room for one byte more.
        unsafe { *self.text.get().add(len) = 0 };
        Some(self.text.get())
    }

    /// The next line of the same text begins.
    pub fn begin_next(&self) {
        self.push(b'\n');
        self.start.set(self.len.get());
        self.cursor.set(self.len.get());
        self.recalled.set(0);
    }

    /// Whether a byte is the line feed of a line end whose carriage return has come before.
    pub fn is_second_of_end(&self, byte: u8) -> bool {
        let returned = self.returned.replace(byte == b'\r');
        returned && byte == b'\n'
    }

    fn back(&self, output: Obj, count: usize) {
        if count <= 4 {
            put(output, &b"\x08\x08\x08\x08"[..count]);
            return;
        }
        // As the number of an escape sequence: at most five digits.
        let mut text = *b"\x1b[00000D";
        let mut rest = count.min(99_999);
        for digit in text[2..7].iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        put(output, &text);
    }

    fn characters(&self, from: usize, to: usize) -> usize {
        self.text()[from..to].iter().filter(|&&byte| begins(byte)).count()
    }

    /// Shows what is behind `from`, where the terminal's cursor is, and moves that to the line's cursor.
    fn show(&self, output: Obj, from: usize) {
        put(output, &self.text()[from..]);
        put(output, b"\x1b[K");
        self.back(output, self.characters(self.cursor.get(), self.len.get()));
    }

    /// Shows the line again, behind a new sign.
    pub fn show_again(&self, output: Obj) {
        self.show(output, self.start.get());
    }

    /// Inserts `bytes` at the cursor.
    pub fn enter_text(&self, output: Obj, bytes: &[u8]) {
        let at = self.cursor.get();
        let before = self.len.get();
        self.insert(at, bytes);
        self.cursor.set(at + self.len.get() - before);
        if self.cursor.get() == self.len.get() {
            put(output, &self.text()[at..]);
        } else {
            self.show(output, at);
        }
    }

    fn move_to(&self, output: Obj, to: usize) {
        let at = self.cursor.replace(to);
        if to < at {
            self.back(output, self.characters(to, at));
        } else {
            put(output, &self.text()[at..to]);
        }
    }

    fn left(&self) -> usize {
        let mut at = self.cursor.get();
        while at > self.start.get() {
            at -= 1;
            if begins(self.text()[at]) {
                break;
            }
        }
        at
    }

    fn right(&self) -> usize {
        let mut at = self.cursor.get();
        while at < self.len.get() {
            at += 1;
            if at == self.len.get() || begins(self.text()[at]) {
                break;
            }
        }
        at
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let text = self.text();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        let mut at = self.cursor.get();
        while at > self.start.get() && !is_word(text[at - 1]) {
            at -= 1;
        }
        while at > self.start.get() && is_word(text[at - 1]) {
            at -= 1;
        }
        at
    }

    /// Removes what is between `from`, at or before the cursor, and `to`.
    fn cut(&self, output: Obj, from: usize, to: usize) {
        if from < to {
            self.move_to(output, from);
            self.remove(from, to);
            self.show(output, from);
        }
    }

    fn recall(&self, output: Obj, back: u8) {
        let old = match back {
            0 => Obj::NULL,
            1.. => match self.remembered.get(usize::from(back) - 1) {
                Some(old) if !old.get().is_null() => old.get(),
                _ => return,
            },
        };
        self.recalled.set(back);
        self.move_to(output, self.start.get());
        self.len.set(self.start.get());
        self.insert(self.start.get(), bytes_of(old));
        self.cursor.set(self.len.get());
        self.show(output, self.start.get());
    }

    /// Remembers the line, unless it is empty or as the one before.
    pub fn remember(&self) {
        let typed = &self.text()[self.start.get()..];
        if typed.is_empty() || self.is_cut.get() {
            return;
        }
        if bytes_of(self.remembered[0].get()) == typed {
            return;
        }
        let len = typed.len();
        let Ok(copy) = allocate_bytes(len) else { return };
        // The collector may have run, but it moves nothing.
        // SAFETY: the copy has `len` bytes.
        unsafe { core::ptr::copy_nonoverlapping(typed.as_ptr(), copy, len) };
        let Ok(bytes) = new_bytes(copy, len, len) else { return };
        for at in (1..REMEMBERED).rev() {
            self.remembered[at].set(self.remembered[at - 1].get());
        }
        self.remembered[0].set(bytes);
    }

    /// A byte has come.
    pub fn key(&self, output: Obj, byte: u8) -> Key {
        match self.escape.get() {
            Escape::No => return self.plain(output, byte),
            Escape::Begun => {
                let goes_on = byte == b'[' || byte == b'O';
                self.escape.set(if goes_on { Escape::Bracket(0) } else { Escape::No });
            }
            Escape::Bracket(first) => {
                if byte.is_ascii_digit() || byte == b';' {
                    self.escape.set(Escape::Bracket(if first == 0 { byte } else { first }));
                } else {
                    self.escape.set(Escape::No);
                    self.special(output, byte, first);
                }
            }
        }
        Key::Done
    }

    fn special(&self, output: Obj, last: u8, digit: u8) {
        match (last, digit) {
            (b'A', _) => self.recall(output, self.recalled.get() + 1),
            (b'B', _) if self.recalled.get() > 0 => self.recall(output, self.recalled.get() - 1),
            (b'C', _) => self.move_to(output, self.right()),
            (b'D', _) => self.move_to(output, self.left()),
            (b'H', _) | (b'~', b'1' | b'7') => self.move_to(output, self.start.get()),
            (b'F', _) | (b'~', b'4' | b'8') => self.move_to(output, self.len.get()),
            (b'~', b'3') => self.cut(output, self.cursor.get(), self.right()),
            _ => {}
        }
    }

    fn plain(&self, output: Obj, byte: u8) -> Key {
        if self.is_second_of_end(byte) {
            return Key::Done;
        }
        if byte == CTRL_C || ((CTRL_A..=CTRL_E).contains(&byte) && self.len.get() == self.start.get()) {
            return Key::Control(byte);
        }
        match byte {
            b'\r' | b'\n' => return Key::Enter,
            TAB => return Key::Tab,
            ESCAPE => self.escape.set(Escape::Begun),
            CTRL_A => self.move_to(output, self.start.get()),
            CTRL_B => self.move_to(output, self.left()),
            CTRL_D => self.cut(output, self.cursor.get(), self.right()),
            CTRL_E => self.move_to(output, self.len.get()),
            CTRL_F => self.move_to(output, self.right()),
            CTRL_K => self.cut(output, self.cursor.get(), self.len.get()),
            CTRL_U => self.cut(output, self.start.get(), self.cursor.get()),
            CTRL_W => self.cut(output, self.word(), self.cursor.get()),
            CTRL_P => self.special(output, b'A', 0),
            CTRL_N => self.special(output, b'B', 0),
            BACKSPACE | DELETE => self.cut(output, self.left(), self.cursor.get()),
            32.. => self.enter_text(output, &[byte]),
            _ => {}
        }
        Key::Done
    }
}
