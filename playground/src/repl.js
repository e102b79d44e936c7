// The board's REPL as the page uses it: programs go in by raw paste mode, and the terminal sees only what a person should see.
const CTRL_A = '\x01', CTRL_B = '\x02', CTRL_C = '\x03', CTRL_D = '\x04';
const RAW_PROMPT = 'raw REPL; CTRL-B to exit\r\n>';
const PROMPT = '>>> ';

const bytesOf = (text) => new TextEncoder().encode(text);
const latin = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

export class Repl {
  // `send` gives bytes to the board, `show` gets those for the terminal.
  constructor(send, show) {
    this.send = (text) => send(typeof text === 'string' ? bytesOf(text) : text);
    this.show = show;
    this.pending = '';
    this.waiting = null;
    this.open = false;
  }

  // Bytes from the board.
  take(bytes) {
    if (this.open) {
      this.show(bytes);
      return;
    }
    this.pending += latin(bytes);
    this.settle();
  }

  settle() {
    if (!this.waiting) return;
    const { end, stream } = this.waiting;
    const at = this.pending.indexOf(end);
    const upTo = at < 0 ? this.pending.length - (end.length - 1) : at;
    if (stream && upTo > 0) {
      stream(Uint8Array.from(this.pending.slice(0, upTo), (char) => char.charCodeAt(0)));
      this.pending = this.pending.slice(upTo);
    }
    const found = stream ? (at < 0 ? -1 : 0) : at;
    if (found < 0) return;
    const text = this.pending.slice(0, found);
    this.pending = this.pending.slice(found + end.length);
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve(text);
  }

  until(end, stream = null) {
    return new Promise((resolve) => {
      this.waiting = { end, stream, resolve };
      this.settle();
    });
  }

  async count(number) {
    let text = '';
    while (text.length < number) text += this.pending.length ? this.takeOne() : await this.one();
    return text;
  }
  takeOne() {
    const char = this.pending[0];
    this.pending = this.pending.slice(1);
    return char;
  }
  one() {
    return new Promise((resolve) => {
      this.waiting = {
        end: '',
        stream: null,
        resolve: () => resolve(''),
      };
      if (this.pending.length) this.settle();
      else this.waiting.end = '\0never';
      // Any byte will do.
      const { take } = this;
      this.take = (bytes) => {
        this.take = take;
        this.waiting = null;
        this.pending += latin(bytes);
        resolve('');
      };
    });
  }

  boot() {
    return this.until(PROMPT);
  }

  async raw() {
    this.open = false;
    this.send(CTRL_C + CTRL_A);
    await this.until(RAW_PROMPT);
  }

  // Compiles `source` while it arrives, with flow control. Resolves when it is about to run, or can't be compiled.
  async paste(source) {
    const bytes = bytesOf(source);
    this.send('\x05A\x01');
    const answer = await this.count(4);
    const window = answer.charCodeAt(2) | (answer.charCodeAt(3) << 8);
    let room = window;
    let at = 0;
    while (at < bytes.length) {
      while (room === 0 || this.pending.length) {
        const flow = await this.count(1);
        if (flow === CTRL_D) {
          this.send(CTRL_D);
          return;
        }
        room += window;
      }
      this.send(bytes.subarray(at, at + room));
      const sent = Math.min(room, bytes.length - at);
      at += sent;
      room -= sent;
    }
    this.send(CTRL_D);
    await this.until(CTRL_D);
  }

  // What the page itself asks of the board; its output.
  async ask(source) {
    await this.paste(source);
    const output = await this.until(CTRL_D);
    const error = await this.until(CTRL_D);
    await this.until('>');
    return { output, error };
  }

  // Runs a program, its output going to the terminal; what it raised, as the board prints it.
  async program(source, started) {
    await this.paste(source);
    started();
    await this.until(CTRL_D, this.show);
    const error = await this.until(CTRL_D);
    return error;
  }

  // To the prompt that a person types at.
  async friendly() {
    this.send(CTRL_B);
    await this.until(PROMPT);
    this.open = true;
    this.show(bytesOf(PROMPT));
  }
}
