/** Opens the web workbench of a VS Code server in a browser page and works it as a person does. */
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { PATIENCE_MS } from '../browser.ts';
import type { VscodeServer } from './server.ts';

/**
 * The palette lists what there was when it opened: a command that came later is seen in the next one, which is opened after
 * so long. On a busy machine it may not open sooner: it has longer each time.
 */
const PALETTE_TIMEOUT_MS = 3_000;

export interface OpenOptions {
  /** Absolute path of a folder or a file. */
  readonly open?: string;
  /** Absolute paths of extensions under development. */
  readonly extensionDevelopmentPaths?: readonly string[];
  /** Absolute path of the module whose `run()` the extension host calls. */
  readonly extensionTestsPath?: string;
}

/** Sends the page to the workbench; does not wait for it. */
export async function gotoWorkbench(page: Page, server: VscodeServer, options: OpenOptions): Promise<void> {
  const toUri = (file: string) => ({ $mid: 1, scheme: 'vscode-remote', authority: server.authority, path: file });
  const developmentOptions = {
    extensions: (options.extensionDevelopmentPaths ?? []).map(toUri),
    ...(options.extensionTestsPath !== undefined && { extensionTestsPath: toUri(options.extensionTestsPath) }),
  };
  // The page carries its configuration in an element; it is completed before the workbench's script reads it.
  // (Replacing the page's answer instead makes Chromium treat it as foreign and close its WebSockets.)
  await page.addInitScript(
    (added) => {
      if (window.top !== window) return;
      new MutationObserver((_, observer) => {
        const element = document.getElementById('vscode-workbench-web-configuration');
        if (element === null) return;
        observer.disconnect();
        const configuration: unknown = JSON.parse(element.getAttribute('data-settings') ?? '{}');
        element.setAttribute('data-settings', JSON.stringify(Object.assign({}, configuration, added)));
      }).observe(document, { childList: true, subtree: true });
    },
    { developmentOptions },
  );
  const query = new URLSearchParams({ payload: JSON.stringify([['skipWelcome', 'true']]) });
  if (options.open !== undefined) query.set('folder', path.resolve(options.open));
  await page.goto(`http://${server.authority}/?${query.toString()}`);
}

/** The workbench as a person sees it. */
export class Workbench {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens it and waits until it can be used. */
  static async open(page: Page, server: VscodeServer, options: OpenOptions = {}): Promise<Workbench> {
    await gotoWorkbench(page, server, options);
    return Workbench.shown(page);
  }

  /** The workbench that a page shows, or is about to, once it can be used. */
  static async shown(page: Page): Promise<Workbench> {
    await page.locator('.monaco-workbench .part.editor').first().waitFor();
    await page.locator('.statusbar-item').first().waitFor();
    return new Workbench(page);
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** The rows of the open quick pick that contain the text. */
  quickPick(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** Runs a command by its title through the palette. */
  async runCommand(title: string): Promise<void> {
    await (await this.#listed('F1', `>${title}`, title)).click();
  }

  /** Opens a file of the folder by its name. */
  async openFile(name: string): Promise<void> {
    await (await this.#listed('Control+P', name, path.basename(name))).click();
    await this.activeTab(path.basename(name)).waitFor();
  }

  /** The row that a query lists. Asks again if need be: a workbench that still starts closes its quick input, or knows less. */
  async #listed(key: string, query: string, text: string): Promise<Locator> {
    const row = this.quickPick(text).first();
    const deadline = Date.now() + PATIENCE_MS;
    for (let timeout = PALETTE_TIMEOUT_MS; ; timeout *= 1.5) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      try {
        await this.quickInput.waitFor({ timeout });
        await this.quickInput.fill(query, { timeout });
        await row.waitFor({ timeout });
        return row;
      } catch (error) {
        if (Date.now() > deadline) throw new Error(`the quick input never listed ${text}`, { cause: error });
      }
    }
  }

  /** The tab in front of an editor group. */
  activeTab(text: string | RegExp): Locator {
    return this.page.locator('.editor-group-container .tab.active', { hasText: text });
  }

  /** The code lens with that text, in any editor. */
  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text });
  }

  /** The button in the title of the active editor that runs its script. */
  get runButton(): Locator {
    return this.page.locator('.editor-actions .action-label[aria-label*="Run in Parallel"]');
  }

  /** The item of the status bar with that text. */
  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** Underlined errors in any editor. */
  get squiggles(): Locator {
    return this.page.locator('.squiggly-error');
  }

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** The rows of the visible terminal. */
  get terminal(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-rows');
  }

  /** Waits until the visible terminal shows the text. */
  async terminalShows(text: string | RegExp): Promise<void> {
    await this.terminal.filter({ hasText: text }).waitFor();
  }

  /** Types into the visible terminal, whatever has the focus meanwhile: a panel that opens may take it. */
  async typeInTerminal(text: string): Promise<void> {
    await this.#terminalInput.pressSequentially(text);
  }

  /** Presses one key, or keys such as `Control+C`, in the visible terminal. */
  async pressInTerminal(keys: string): Promise<void> {
    await this.#terminalInput.press(keys);
  }

  get #terminalInput(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  }

  /**
   * Accepts what an open or save dialog proposes, or the file with that absolute path. Told again until it closes: the
   * dialog takes no answer while it looks a path up, and proposes its own when it has opened.
   */
  async acceptFileDialog(file?: string): Promise<void> {
    // Of all quick inputs only these dialogs show a button beside their field.
    const accept = this.page.locator('.quick-input-widget .quick-input-action .monaco-button').first();
    await accept.waitFor();
    const deadline = Date.now() + PATIENCE_MS;
    for (let timeout = PALETTE_TIMEOUT_MS; ; timeout *= 1.5) {
      try {
        if (file !== undefined) await this.quickInput.fill(file, { timeout });
        await accept.click({ timeout });
        await accept.waitFor({ state: 'hidden', timeout });
        return;
      } catch (error) {
        if (!(await accept.isVisible())) return;
        if (Date.now() > deadline)
          throw new Error(`the dialog never took ${file ?? 'what it proposes'}`, { cause: error });
      }
    }
  }

  /**
   * The document that an extension gave a webview, two frames deep; `index` counts the open webviews. Found anew whenever
   * something is asked of it: the editor replaces the frames when the webview is given its content.
   */
  webview(index = 0): FrameLocator {
    return this.page.locator('iframe.webview').nth(index).contentFrame().frameLocator('#active-frame');
  }

  /** `Ln 12, Col 3` of the status bar: where the cursor of the active editor is. */
  get cursorPosition(): Locator {
    return this.page.locator('.statusbar-item[id="status.editor.selection"]');
  }
}
