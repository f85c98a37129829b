import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/toolchain.mjs';
import {
  CODE_LENS_MODES,
  PROFILE_COMMAND,
  RUN_COMMAND,
  SCRIPT_LANGUAGES,
  SHOW_TIMELINE_COMMAND,
} from '../../../protocol/src/language.ts';

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>> };
  };
}

const text = readFileSync(path.join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const words = JSON.parse(readFileSync(path.join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

test('every word of the manifest has a translation key, and every key is used', () => {
  const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key).sort();
  assert.deepEqual([...new Set(used)], Object.keys(words).sort());
});

test('menus and keys name commands that there are, and run nothing where nothing may run', () => {
  const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
  assert.ok(commands.has(RUN_COMMAND) && commands.has(PROFILE_COMMAND) && commands.has(SHOW_TIMELINE_COMMAND));
  for (const item of [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings]) {
    assert.ok(commands.has(item.command), item.command);
    if ([RUN_COMMAND, PROFILE_COMMAND].includes(item.command)) assert.match(item.when ?? '', /isWorkspaceTrusted/);
  }
  const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  assert.equal(supported, 'limited');
  assert.deepEqual(restrictedConfigurations, ['parascope.nodePath']);
});

test('menus are there in remote windows and WSL too, where the window sees files under a scheme of its own', () => {
  const conditions = Object.values(manifest.contributes.menus).flatMap((items) =>
    items.flatMap(({ when }) => when ?? []),
  );
  const ofFiles = conditions.filter((when) => when.includes('resourceScheme'));
  assert.ok(ofFiles.length > 0);
  for (const when of ofFiles) assert.match(when, /resourceScheme =~ \/\^\(file\|vscode-remote\)\$\//);
});

test('the extension wakes for the languages that have lenses and for its panels, and for nothing else', () => {
  const languages = SCRIPT_LANGUAGES.map((language) => `onLanguage:${language}`);
  assert.deepEqual([...manifest.activationEvents].sort(), [...languages, 'onWebviewPanel:parascope.timeline'].sort());
});

test('the lens setting offers what the server knows', () => {
  assert.deepEqual(manifest.contributes.configuration.properties['parascope.codeLens']?.enum, CODE_LENS_MODES);
});

test('the icon is there', () => {
  assert.ok(existsSync(path.join(root, manifest.icon)));
});
