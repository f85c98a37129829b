/** Saves a picture of what is shown: hands its bytes to whoever can write files. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { Announcer } from './announcer.ts';
import type { ChartView } from './chart-view.ts';
import type { PanelState } from './panel-state.ts';
import { pictureFile, type PictureType } from './picture-files.ts';
import { fill, strings } from './strings.ts';

export class PictureSaving {
  readonly #state: PanelState;
  readonly #chart: ChartView;
  readonly #announcer: Announcer;
  readonly #post: (message: FromPanelMessage) => void;

  constructor(state: PanelState, chart: ChartView, announcer: Announcer, post: (message: FromPanelMessage) => void) {
    this.#state = state;
    this.#chart = chart;
    this.#announcer = announcer;
    this.#post = post;
  }

  /** Never rejects: why there is no picture is said. */
  async save(type: PictureType): Promise<void> {
    const { snapshot, layout } = this.#state;
    const { drawing } = this.#chart;
    if (!snapshot || !drawing) return;
    const { title, summary } = snapshot;
    const parts = { title, verdict: summary?.verdict ?? '', layout, lanes: drawing };
    try {
      const bytes = await pictureFile(parts, type);
      this.#post({ type: 'save-picture', name: `${title}.${type}`, bytes });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#announcer.say(fill(strings.pictureFailed, { reason }));
    }
  }
}
