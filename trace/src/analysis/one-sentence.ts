/** A verdict is one sentence: what is, and what to do about it. */

/** What is, and the action; both are sentences, an action may be several. */
export type Conclusion = readonly [statement: string, action?: string];

export interface SentenceParts {
  readonly sentence: string;
  /** The end of the sentence that says what to do; empty where nothing is to be done. */
  readonly action: string;
}

/** Names keep their capital in the middle of a sentence. */
const NAMES = new Set(['Node', 'Python', 'Linux', 'Parascope']);
const JOINT = '; ';

/** Joins them. The statement may quote what a script said: nothing in it is changed but its full stop. */
export function oneSentence([statement, action = '']: Conclusion): SentenceParts {
  const actions = action
    .split(/(?<=[.!?])\s+(?=\p{Lu})/u)
    .filter((part) => part !== '')
    .map((part) => withoutStop(inTheMiddle(part)));
  if (actions.length === 0) return { sentence: `${withoutStop(statement)}.`, action: '' };
  const end = `${actions.join(JOINT)}.`;
  return { sentence: `${withoutStop(statement)}${JOINT}${end}`, action: end };
}

/** The same without its full stop. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** A plain word begins with a small letter there; names of things in code stay. */
function inTheMiddle(sentence: string): string {
  const [word = ''] = /^\p{Lu}\p{Ll}*(?=[\s,:])/u.exec(sentence) ?? [];
  return NAMES.has(word) ? sentence : `${word.toLowerCase()}${sentence.slice(word.length)}`;
}
