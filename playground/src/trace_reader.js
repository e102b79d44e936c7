// Reads the firmware's trace (src/diagnostics/trace.rs) out of the emulated board while it runs. The firmware is as it is on a
// board: it writes its ring, and this looks at it often enough that no record is overwritten unseen.

// In the order of the constants in micropython/module/bridge.h.
export const KINDS = ['new', 'switch', 'suspend', 'wake', 'due', 'cancel', 'set', 'gc', 'gcend', 'idle', 'awake', 'place'];
const DETAILS = ['suspended', 'ready', 'sleeping', 'waiting', 'done', 'failed', 'cancelled'];
const RING = 512;
// A record is counted first and filled then, in fewer instructions than this.
const FILLING = 1000;
const MOST_LOOKS = 10;

export class TraceReader {
  constructor(board) {
    this.board = board;
    this.seen = 0;
    this.lost = 0;
    this.names = new Map();
  }

  name(qstr) {
    if (qstr === 0) return '-';
    let name = this.names.get(qstr);
    if (name === undefined) {
      name = this.board.text(this.board.call('qstr_str', qstr));
      this.names.set(qstr, name);
    }
    return name;
  }

  // How many records there are, all of them filled: none was begun while the core filled the last one.
  filled() {
    const { board } = this;
    let written = board.call('mpy_trace_written');
    for (let looks = 0; written !== this.seen && looks < MOST_LOOKS; looks++) {
      if (!board.pass(FILLING)) break;
      const before = written;
      written = board.call('mpy_trace_written');
      if (written === before) return written;
    }
    return this.seen;
  }

  // The records since the last look: [tick, kind, subject, further, detail, name], as a dump's lines have them.
  read() {
    const { board } = this;
    const records = [];
    if (!board.symbols.mpy_trace_written) return records;
    const written = this.filled();
    if (written < this.seen) this.seen = 0;
    if (written - this.seen > RING) {
      this.lost += written - this.seen - RING;
      this.seen = written - RING;
    }
    for (; this.seen < written; this.seen++) {
      const at = board.scratch;
      board.call('mpy_trace_read', this.seen, at);
      const [tick, word, subject, further] = [0, 4, 8, 12].map((offset) => board.chip.readUint32(at + offset) >>> 0);
      const kind = KINDS[word & 0xff];
      const detail = (word >>> 8) & 0xff;
      records.push([tick, kind, subject, further, kind === 'suspend' ? DETAILS[detail] : String(detail), this.name(word >>> 16)]);
    }
    return records;
  }
}
