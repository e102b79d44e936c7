// The editor, and the lines in it that the board's reports point at.
import { EditorState, StateEffect, StateField, Compartment } from '@codemirror/state';
import { Decoration, EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { indentWithTab } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { python } from '@codemirror/lang-python';
import { oneDark } from '@codemirror/theme-one-dark';

const setMark = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let next = value.map(transaction.changes);
    for (const effect of transaction.effects) if (effect.is(setMark)) next = effect.value;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// One Dark's comments and names are too faint on its own background; the page's is darker.
const darker = EditorView.theme(
  { '&': { backgroundColor: '#14181f' }, '.cm-gutters': { backgroundColor: '#14181f', color: '#9aa5b4' }, '.cm-activeLineGutter': { backgroundColor: '#222833' } },
  { dark: true },
);

export function makeEditor(parent, { run, changed }) {
  const theme = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }]),
        basicSetup,
        keymap.of([indentWithTab]),
        indentUnit.of('    '),
        python(),
        marks,
        theme.of([]),
        EditorView.contentAttributes.of({ 'aria-label': 'Program. Escape, then Tab, leaves the editor.' }),
        EditorView.updateListener.of((update) => update.docChanged && changed()),
      ],
    }),
  });
  return {
    view,
    text: () => view.state.doc.toString(),
    setText(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, effects: setMark.of(Decoration.none) });
    },
    // `kind` is 'slow' or 'wrong'; false if there is no such line.
    mark(line, kind, words) {
      if (!(line >= 1 && line <= view.state.doc.lines)) return false;
      const at = view.state.doc.line(line).from;
      const made = Decoration.line({ class: `marked-${kind}`, attributes: { title: words } }).range(at);
      view.dispatch({ effects: [setMark.of(Decoration.set([made])), EditorView.scrollIntoView(at, { y: 'center' })] });
      return true;
    },
    unmark: () => view.dispatch({ effects: setMark.of(Decoration.none) }),
    lineOf(name) {
      const { doc } = view.state;
      for (let line = 1; line <= doc.lines; line++) if (new RegExp(`\\bdef ${name}\\b`).test(doc.line(line).text)) return line;
      return 0;
    },
    setDark: (dark) => view.dispatch({ effects: theme.reconfigure(dark ? [darker, oneDark] : []) }),
    focus: () => view.focus(),
  };
}
