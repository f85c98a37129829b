/** The panel: takes messages, keeps the state, draws once per frame. */
import type { FromPanelMessage, ToPanelMessage } from '../../protocol/src/panel.ts';
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import type { SourceLocation } from '../../trace/src/query.ts';
import { Announcer } from './announcer.ts';
import { listenToKeys } from './chart-keys.ts';
import { ChartPointer } from './chart-pointer.ts';
import { ChartView } from './chart-view.ts';
import { DetailsFeed } from './details-feed.ts';
import { DetailsView } from './details-view.ts';
import { FindingsView } from './findings-view.ts';
import { FrameScheduler } from './frame-scheduler.ts';
import { LANE_GROUPS, groupOf } from './lane-layout.ts';
import { Navigation } from './navigation.ts';
import { OverviewView } from './overview-view.ts';
import type { Palette } from './palette.ts';
import { readPalette } from './palette.ts';
import { PanelState, isOtherRun } from './panel-state.ts';
import { RunHeader } from './run-header.ts';
import { Selection } from './selection.ts';
import { SliceFocus } from './slice-focus.ts';
import type { SliceMark } from './slice-mark.ts';
import { newestMark, sameMark, sliceAround } from './slice-mark.ts';
import { spokenMark } from './slice-words.ts';
import { spokenPhase, spokenRange } from './spoken-words.ts';
import { TablesView, workArea } from './tables-view.ts';
import { prefersReducedMotion, watchTheme } from './theme.ts';
import { clampRange } from './time-range.ts';
import { ToolbarView } from './toolbar-view.ts';
import { Tooltip } from './tooltip.ts';
import type { PanelTransport } from './transport.ts';
import { WindowFeed } from './window-feed.ts';

const TICK_MS = 100;

export class PanelApp {
  readonly #root: HTMLElement;
  readonly #transport: PanelTransport;
  readonly #state = new PanelState();
  readonly #scheduler = new FrameScheduler(() => this.#frame());
  readonly #navigation = new Navigation(this.#state, () => this.#scheduler.request());
  readonly #windows: WindowFeed;
  readonly #overviews: WindowFeed;
  readonly #details: DetailsFeed;
  readonly #header: RunHeader;
  readonly #findings: FindingsView;
  readonly #toolbar = new ToolbarView(this.#state, this.#navigation);
  readonly #chart: ChartView;
  readonly #pointer: ChartPointer;
  readonly #focus: SliceFocus;
  readonly #tooltip = new Tooltip();
  readonly #selection: Selection;
  readonly #detailsView: DetailsView;
  readonly #tables: TablesView;
  readonly #announcer = new Announcer();
  #palette: Palette | null = null;
  #lastId = 0;
  #pointerAt = { clientX: 0, clientY: 0 };
  #ticking = false;
  #kept = '';
  #restored = false;

  constructor(root: HTMLElement, transport: PanelTransport) {
    this.#root = root;
    this.#transport = transport;
    const post = transport.post.bind(transport);
    const nextId = (): number => ++this.#lastId;
    const request = (): void => this.#scheduler.request();
    const openSource = (location: SourceLocation): void => post({ type: 'open-source', location });
    this.#windows = new WindowFeed(post, nextId, request);
    this.#overviews = new WindowFeed(post, nextId, request);
    this.#details = new DetailsFeed(post, nextId);
    this.#header = new RunHeader({
      canRun: transport.canRun,
      openSource,
      stop: () => post({ type: 'stop' }),
      runAgain: () => post({ type: 'run-again' }),
    });
    this.#findings = new FindingsView({ openSource, show: (range) => this.#navigation.show(range) });
    this.#selection = this.#createSelection(post, nextId);
    this.#tables = new TablesView(openSource, request);
    this.#detailsView = new DetailsView({
      openSource,
      close: () => this.#selection.clear(),
      follow: (flow) => this.#selection.follow(flow),
    });
    this.#chart = new ChartView(new OverviewView(this.#state, this.#navigation), (group) => {
      if (!this.#state.collapsed.delete(group)) this.#state.collapsed.add(group);
      request();
    });
    this.#pointer = this.#listenToPointer();
    this.#focus = this.#createFocus();
    this.#listenToKeys();
    root.replaceChildren(this.#header.root, this.#findings.root, this.#toolbar.root);
    root.append(workArea(this.#chart.root, this.#detailsView.root, this.#tables.root), this.#tables.root);
    root.append(this.#announcer.root, this.#tooltip.root);
    this.#start(request);
  }

  #start(request: () => void): void {
    watchTheme(() => {
      this.#palette = null;
      request();
    });
    new ResizeObserver(request).observe(this.#chart.root);
    this.#chart.scroller.addEventListener('scroll', request, { passive: true });
    this.#transport.onMessage((message) => this.#receive(message));
    this.#transport.post({ type: 'ready' });
    request();
  }

  #listenToPointer(): ChartPointer {
    return new ChartPointer(this.#chart, this.#state, this.#navigation, {
      hover: (mark, clientX, clientY) => {
        this.#hover(mark);
        this.#pointerAt = { clientX, clientY };
        this.#scheduler.request();
      },
      click: (mark) => this.#selection.open(mark),
      zoomTo: (mark) => this.#navigation.show(mark),
    });
  }

  #createFocus(): SliceFocus {
    return new SliceFocus(this.#chart, this.#state, {
      answer: () => this.#windows.answer,
      focus: (mark) => this.#focusOn(mark),
      leave: () => this.#hover(null),
      open: (mark) => this.#selection.open(mark),
    });
  }

  #createSelection(post: (message: FromPanelMessage) => void, nextId: () => number): Selection {
    return new Selection(this.#state, this.#details, {
      post,
      nextId,
      around: (mark) => sliceAround(this.#windows.answer, mark),
      changed: () => this.#scheduler.request(),
      show: (range) => this.#navigation.show(range),
      focus: (mark) => {
        this.#unfold(mark.laneId);
        this.#state.focused = mark;
        this.#focus.root.focus();
      },
      reveal: (laneId, timeNs) => {
        this.#unfold(laneId);
        this.#navigation.reveal({ startNs: timeNs, endNs: timeNs });
        this.#chart.revealLane(this.#state, laneId);
      },
    });
  }

  #listenToKeys(): void {
    listenToKeys(this.#chart, this.#state, this.#navigation, {
      anchorNs: () => {
        const mark = this.#focus.hasFocus ? this.#state.focused : this.#state.hovered;
        return mark ? (mark.startNs + mark.endNs) / 2 : undefined;
      },
      moved: () => this.#announcer.say(spokenRange(this.#navigation.target)),
    });
  }

  #receive(message: ToPanelMessage): void {
    switch (message.type) {
      case 'run':
        this.#receiveRun(message);
        break;
      case 'window':
        this.#windows.receive(message.id, message.answer);
        this.#overviews.receive(message.id, message.answer);
        break;
      case 'details':
        this.#details.receive(message.id, message.details);
        break;
      case 'flows':
        this.#selection.receive(message.id, message.flows);
        break;
    }
    this.#scheduler.request();
  }

  #receiveRun(snapshot: RunSnapshot): void {
    const before = this.#state.snapshot;
    const beforeExtent = this.#state.extent;
    this.#state.snapshot = snapshot;
    this.#state.receivedAtMs = performance.now();
    if (!this.#restored) this.#restore(snapshot);
    else if (before !== null && isOtherRun(before, snapshot)) {
      for (const feed of [this.#windows, this.#overviews, this.#details]) feed.reset();
      this.#selection.clear();
      this.#state.startRun();
    } else {
      this.#navigation.grow(beforeExtent);
      this.#selection.refresh();
    }
    if (before?.phase.type !== snapshot.phase.type) this.#announcer.say(spokenPhase(snapshot));
  }

  /** The first snapshot with something in it after the page was made: what was kept of the same run comes back. */
  #restore(snapshot: RunSnapshot): void {
    const kept = this.#transport.kept();
    this.#state.range = this.#state.extent;
    this.#restored = snapshot.endNs > 0;
    if (!this.#restored) return;
    if (kept?.title !== snapshot.title) return;
    for (const group of LANE_GROUPS) {
      if (kept.collapsed.includes(group)) this.#state.collapsed.add(group);
      else this.#state.collapsed.delete(group);
    }
    if (kept.follow) return;
    this.#state.follow = false;
    this.#state.range = clampRange(kept, this.#state.extent);
  }

  #hover(mark: SliceMark | null): void {
    if (sameMark(mark, this.#state.hovered)) return;
    this.#state.hovered = mark;
    this.#scheduler.request();
    this.#state.hoveredDetails = null;
    if (mark)
      this.#details.request(mark, (details) => {
        if (sameMark(mark, this.#state.hovered)) this.#state.hoveredDetails = details;
        this.#scheduler.request();
      });
  }

  #focusOn(mark: SliceMark): void {
    this.#state.focused = mark;
    this.#navigation.reveal(mark);
    this.#chart.revealLane(this.#state, mark.laneId);
    this.#hover(mark);
    this.#announcer.say(spokenMark(mark, this.#state.laneName(mark.laneId), null));
  }

  /** What is folded away is unfolded. */
  #unfold(laneId: number): void {
    if (this.#state.layout.places.some(({ lane }) => lane.id === laneId)) return;
    const lane = this.#state.snapshot?.lanes.find(({ id }) => id === laneId);
    if (lane) this.#state.collapsed.delete(groupOf(lane));
  }

  #frame(): void {
    const state = this.#state;
    if (this.#navigation.step()) this.#scheduler.request();
    // Open slices have grown since they were taken out of an answer.
    state.hovered = newestMark(this.#windows.answer, state.hovered);
    state.focused = newestMark(this.#windows.answer, state.focused);
    state.selected = newestMark(this.#windows.answer, state.selected);
    this.#pointer.sync();
    if (!this.#palette) {
      this.#palette = readPalette();
      this.#chart.resetTheme();
    }
    this.#root.classList.toggle('is-empty', state.isEmpty);
    this.#header.update(state, performance.now());
    this.#findings.update(state.findings, state.live);
    this.#toolbar.update(state);
    this.#chart.draw(state, this.#windows.answer, this.#palette);
    this.#chart.drawOverview(this.#overviews.answer, this.#palette);
    this.#ask();
    this.#drawTooltip();
    this.#focus.draw();
    this.#detailsView.update(state);
    this.#tables.update(state, this.#windows.answer);
    this.#keep();
    this.#tick();
  }

  #ask(): void {
    const { snapshot, range, extent, endNs } = this.#state;
    if (!snapshot || endNs <= 0) return;
    const widthPx = this.#chart.plotWidthPx;
    const version = endNs + snapshot.lanes.length;
    this.#windows.want({ range, extent, widthPx, laneIds: this.#chart.wantedLanes(this.#state), version });
    this.#overviews.want({ range: extent, extent, widthPx, laneIds: [], version });
  }

  #drawTooltip(): void {
    const { hovered, hoveredDetails } = this.#state;
    if (!hovered) {
      this.#tooltip.hide();
      return;
    }
    this.#tooltip.show(hovered, hoveredDetails, this.#state.laneName(hovered.laneId));
    // Placed once it is shown: a hidden box has no size.
    if (!this.#focus.hasFocus) {
      this.#tooltip.place(this.#pointerAt.clientX, this.#pointerAt.clientY);
      return;
    }
    const place = this.#chart.rectangleOf(this.#state, hovered);
    const plot = this.#chart.plot.getBoundingClientRect();
    if (place) this.#tooltip.place(plot.left + place.leftPx, plot.top + place.topPx + place.heightPx);
  }

  /** Writes down what is shown, where it has come to rest. */
  #keep(): void {
    const { snapshot, follow, collapsed } = this.#state;
    if (!snapshot || !this.#restored) return;
    const kept = { ...this.#navigation.target, follow, collapsed: [...collapsed], title: snapshot.title };
    const text = JSON.stringify(kept);
    if (text === this.#kept) return;
    this.#kept = text;
    this.#transport.keep(kept);
  }

  /** While the run is live its clock goes on between snapshots. */
  #tick(): void {
    if (this.#ticking || this.#state.phase.type !== 'running') return;
    this.#ticking = true;
    setTimeout(
      () => {
        this.#ticking = false;
        this.#scheduler.request();
      },
      prefersReducedMotion() ? 1000 : TICK_MS,
    );
  }
}
