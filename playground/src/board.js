// The page's end of a board: a worker made from text that stands in this page, so that it works from a folder too.
import workerSource from 'worker:./worker.js';

async function unpacked(base64) {
  const binary = atob(base64);
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const images = {};
// `name` is 'ours' or 'stock'.
function firmwareOf(name) {
  const packed = globalThis.playgroundImages;
  images[name] ??= Promise.all([unpacked(packed[name].image), unpacked(packed.bootrom)]).then(([image, bootrom]) => ({ image, bootrom, symbols: packed[name].symbols }));
  return images[name];
}

export class Board {
  // `hear` is called with each message of the worker.
  constructor(name, hear) {
    this.name = name;
    const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
    this.worker = new Worker(url);
    this.worker.onmessage = ({ data }) => hear(data);
    this.worker.onerror = (event) => hear({ say: 'dead', reason: `the emulator has failed: ${event.message}` });
    this.ready = firmwareOf(name).then((firmware) => this.send({ do: 'load', ...firmware }));
  }
  send(message) {
    this.worker.postMessage(message);
  }
  async do(message) {
    await this.ready;
    this.send(message);
  }
  end() {
    this.worker.terminate();
  }
}

// Runs a program from a fresh boot, as fast as it goes: {nanos, output, error}; rejects after `seconds`.
export function measure(name, program, files, seconds) {
  return new Promise((resolve, reject) => {
    let output = '';
    const decoder = new TextDecoder();
    const timer = setTimeout(() => finish(() => reject(new Error(`not done after ${seconds} s`))), seconds * 1000);
    const board = new Board(name, (message) => {
      if (message.say === 'output') {
        if (output.length < 100_000) output += decoder.decode(message.bytes, { stream: true });
        board.send({ do: 'drawn', bytes: message.bytes.length });
      } else if (message.say === 'done') {
        finish(() => resolve({ nanos: message.nanos, output: output.replace(/>>> $/, ''), error: message.error }));
      } else if (message.say === 'dead') {
        finish(() => reject(new Error(message.reason)));
      }
    });
    function finish(then) {
      clearTimeout(timer);
      board.end();
      then();
    }
    board.do({ do: 'run', program, files, trace: false, pace: false });
  });
}
