// The terminal: what the board's UART says, and the keys that go to it.
import { Terminal } from '@xterm/xterm';
import { FitAddon } from '@xterm/addon-fit';

const DARK = { background: '#14181f', foreground: '#e6eaf0', cursor: '#e6eaf0', selectionBackground: '#3b4a63' };

export function makeTerminal(parent, { input, drawn }) {
  const terminal = new Terminal({ scrollback: 2000, fontSize: 13, theme: DARK, convertEol: true, screenReaderMode: true, cursorBlink: false, rows: 12 });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(parent);
  const refit = () => parent.clientWidth > 0 && fit.fit();
  new ResizeObserver(refit).observe(parent);
  refit();
  terminal.onData(input);
  // Tab is for going on to the next control; the board has Tab as Ctrl-I.
  terminal.attachCustomKeyEventHandler((event) => event.key !== 'Tab');
  return {
    write(bytes) {
      terminal.write(bytes, () => drawn(bytes.length));
    },
    note: (words) => terminal.write(`\r\n\x1b[33m${words}\x1b[0m\r\n`),
    clear: () => terminal.reset(),
    // When all that was written is drawn.
    settled: () => new Promise((resolve) => { terminal.write('', resolve); }),
    text() {
      const { buffer } = terminal;
      const lines = [];
      for (let row = 0; row < buffer.active.length; row++) {
        const line = buffer.active.getLine(row);
        const text = line.translateToString(true);
        if (line.isWrapped) lines.push(lines.pop() + text);
        else lines.push(text);
      }
      return lines.join('\n');
    },
  };
}
