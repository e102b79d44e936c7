// Looks into the emulated board's trace every few instructions while a program runs: each record must be whole.
//
//   node short_looks.mjs PARTS SITE PLAYGROUND
//
// PARTS has esbuild and rp2040js, SITE the images, PLAYGROUND the page's sources.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const [parts, site, playground] = process.argv.slice(2).map((name) => path.resolve(name));
const PROGRAM = `import asyncio
async def child(number):
    for _ in range(5):
        await asyncio.sleep_ms(number)
async def main():
    await asyncio.gather(*[child(number) for number in range(3)])
asyncio.run(main())
`;

const folder = mkdtempSync(path.join(tmpdir(), 'looks-'));
const bundle = path.join(folder, 'board.mjs');
const esbuild = createRequire(path.join(parts, 'package.json'))('esbuild');
const sources = ['emulated_pico', 'repl', 'trace_reader', 'live_trace'].map((name) => `export * from './${name}.js';`).join('\n');
await esbuild.build({
  stdin: { contents: sources, resolveDir: path.join(playground, 'src') },
  bundle: true, format: 'esm', platform: 'node', outfile: bundle, nodePaths: [path.join(parts, 'node_modules')],
});
const { EmulatedPico, freshFlash, LiveTrace, Repl, TraceReader } = await import(pathToFileURL(bundle).href);
rmSync(folder, { recursive: true });

new Function(readFileSync(path.join(site, 'images.js'), 'utf8'))();
const packed = globalThis.playgroundImages;
const unpacked = (text) => new Uint8Array(gunzipSync(Buffer.from(text, 'base64')));
const fromBoard = [];
const board = new EmulatedPico({
  flash: freshFlash(unpacked(packed.ours.image)), bootrom: unpacked(packed.bootrom), symbols: packed.ours.symbols,
  onByte: (byte) => fromBoard.push(byte), onPin() {}, onEnd: (reason) => { throw new Error(reason); },
});
const repl = new Repl((bytes) => board.received.push(...bytes), () => {});
const reader = new TraceReader(board);
const trace = new LiveTrace();
const seen = new Set();
const problems = [];
let looks = 0;

async function until(promise, instructions) {
  let done = false;
  promise.then(() => { done = true; });
  while (!done) {
    board.feed();
    board.run(instructions(looks), Infinity);
    if (instructions === few) {
      looks++;
      for (const record of reader.read()) {
        const [, kind, subject, , , name] = record;
        if (kind === 'new') seen.add(subject);
        else if (kind === 'switch' && !seen.has(subject)) problems.push(`the step of a task that nobody made: ${record}`);
        if (kind === 'switch' && !['main', 'child'].includes(name)) problems.push(`a step of ${name}`);
        trace.add(record);
      }
    }
    if (fromBoard.length) repl.take(Uint8Array.from(fromBoard.splice(0)));
    for (let turn = 0; turn < 4; turn++) await null;
  }
}
const many = () => 20_000;
// No period of the program's can hide behind it.
const few = (look) => 1 + ((look * 7) % 31);

await until(repl.boot(), many);
await until(repl.raw(), many);
await until(repl.ask('import asyncio\nasyncio.trace.start()'), many);
await until(repl.program(PROGRAM, () => {}), few);

const names = trace.data().lanes.map((lane) => lane.name).filter((name) => /main|child|task/.test(name)).sort().join(' ');
if (names !== 'child child (2) child (3) main') problems.push(`the lanes are ${names}`);
if (problems.length) {
  console.log(`${problems.length} problems in ${looks} looks, the first: ${problems[0]}`);
  process.exit(1);
}
console.log(`${seen.size} tasks, ${looks} looks`);
