// Programs in the address: `#program=…` as the book's links have it (percent-encoded), `#z=…` as Share makes it (deflated).
// Both hold JSON: {"program": text, "files": {name: text}, "run": true}.
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

export async function fragmentOf(shared) {
  const text = new TextEncoder().encode(JSON.stringify(shared));
  return `#z=${base64(await through(text, new CompressionStream('deflate-raw')))}`;
}

// null if the fragment holds no program; throws if it is damaged.
export async function readFragment(fragment) {
  const [, kind, text] = /^#(z|program)=(.*)$/s.exec(fragment) ?? [];
  if (!kind) return null;
  let shared;
  try {
    const json = kind === 'z' ? new TextDecoder().decode(await through(bytesOf(text), new DecompressionStream('deflate-raw'))) : decodeURIComponent(text);
    shared = JSON.parse(json);
  } catch {
    throw new Error('The link is damaged: no program can be read from it.');
  }
  const files = shared?.files ?? {};
  if (typeof shared?.program !== 'string' || Object.entries(files).some(([name, body]) => !/^\w+\.py$/.test(name) || typeof body !== 'string')) {
    throw new Error('The link is damaged: it holds no program.');
  }
  return { program: shared.program, files, run: shared.run === true };
}
