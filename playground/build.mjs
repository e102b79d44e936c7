// Bundles the page into a folder that works from a disk as from a server.
//
//   node build.mjs --modules FOLDER --out FOLDER --bootrom FILE --ours FOLDER --stock FOLDER
//
// MODULES has what package-lock.json names; OURS and STOCK are build folders with firmware.uf2 and symbols.json.
import { readdirSync, readFileSync, mkdirSync, writeFileSync, copyFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({ options: Object.fromEntries(['modules', 'out', 'bootrom', 'ours', 'stock'].map((name) => [name, { type: 'string' }])) });
const modules = resolve(values.modules);
const out = resolve(values.out);
const esbuild = createRequire(join(modules, 'package.json'))('esbuild');

const common = { bundle: true, minify: true, target: ['chrome111', 'firefox115'], nodePaths: [join(modules, 'node_modules')], legalComments: 'none', logLevel: 'warning' };

async function bundled(path) {
  const made = await esbuild.build({ ...common, entryPoints: [path], format: 'iife', write: false });
  return made.outputFiles[0].text;
}

// The first comment of an example is its title.
function examples(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => {
      const program = readFileSync(join(folder, name), 'utf8');
      return { name: basename(name, '.py'), title: program.split('\n')[0].replace(/^# /, '').replace(/\.$/, ''), program };
    });
}

const inlined = {
  name: 'inlined',
  setup(build) {
    const path = (args) => resolve(args.resolveDir, args.path.slice(args.path.indexOf(':') + 1));
    for (const kind of ['worker', 'lanes', 'examples']) build.onResolve({ filter: new RegExp(`^${kind}:`) }, (args) => ({ path: path(args), namespace: kind }));
    build.onLoad({ filter: /.*/, namespace: 'worker' }, async (args) => ({ contents: await bundled(args.path), loader: 'text' }));
    build.onLoad({ filter: /.*/, namespace: 'lanes' }, (args) => ({ contents: `${readFileSync(args.path, 'utf8')}\nexport { traceLanes };`, loader: 'js' }));
    build.onLoad({ filter: /.*/, namespace: 'examples' }, (args) => ({ contents: JSON.stringify(examples(args.path)), loader: 'json' }));
  },
};

mkdirSync(out, { recursive: true });
await esbuild.build({ ...common, entryPoints: { playground: join(HERE, 'src/page.js') }, outdir: out, format: 'iife', plugins: [inlined] });
copyFileSync(join(HERE, 'src/index.html'), join(out, 'index.html'));

// gzip writes no time here: the same image gives the same bytes.
const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).toString('base64');
const images = { bootrom: packed(values.bootrom) };
for (const name of ['ours', 'stock']) {
  images[name] = { image: packed(join(values[name], 'firmware.uf2')), symbols: JSON.parse(readFileSync(join(values[name], 'symbols.json'), 'utf8')) };
}
writeFileSync(join(out, 'images.js'), `globalThis.playgroundImages = ${JSON.stringify(images)};\n`);

// What stands in the bundle, by its licence.
const lock = JSON.parse(readFileSync(join(HERE, 'package-lock.json'), 'utf8'));
const notices = Object.entries(lock.packages)
  .filter(([path]) => path && !/esbuild/.test(path))
  .map(([path, { version, license }]) => {
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((name) => join(modules, path, name)).find(existsSync);
    return `${path.replace('node_modules/', '')} ${version} (${license})\n\n${file ? readFileSync(file, 'utf8').trim() : ''}\n`;
  });
notices.push('The boot ROM of the RP2040 (pico-bootrom B1, BSD-3-Clause), Copyright (c) 2020 Raspberry Pi (Trading) Ltd.\n');
notices.push('The firmware: MicroPython (MIT), pico-sdk (BSD-3-Clause), TinyUSB (MIT), littlefs (BSD-3-Clause), Mbed TLS (Apache-2.0), and mpy-asyncio.\n');
writeFileSync(join(out, 'LICENSES.txt'), notices.join(`\n${'-'.repeat(72)}\n\n`));
