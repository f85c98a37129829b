/** The panel: takes messages, keeps the state, draws once per frame. */
import type { ToPanelMessage } from '../../protocol/src/panel.ts';
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import type { SourceLocation } from '../../trace/src/query.ts';
import { Announcer } from './announcer.ts';
import { ChartPointer } from './chart-pointer.ts';
import { ChartView } from './chart-view.ts';
import { DetailsView } from './details-view.ts';
import { FindingsView } from './findings-view.ts';
import { FlameView } from './flame-view.ts';
import { FrameScheduler } from './frame-scheduler.ts';
import { Hover } from './hover.ts';
import { KeptPanel } from './kept-panel.ts';
import { LaneReveal } from './lane-reveal.ts';
import { LiveClock } from './live-clock.ts';
import { Navigation } from './navigation.ts';
import { OverviewView } from './overview-view.ts';
import { readPalette, type Palette } from './palette.ts';
import { listenToPanelKeys } from './panel-keys.ts';
import { PanelQuestions } from './panel-questions.ts';
import { PanelState, isOtherRun } from './panel-state.ts';
import { PictureSaving } from './picture-saving.ts';
import { RangePick } from './range-pick.ts';
import { RangeView } from './range-view.ts';
import { RunHeader } from './run-header.ts';
import { Search } from './search.ts';
import { Selection } from './selection.ts';
import { SliceFocus } from './slice-focus.ts';
import { sliceAround, type SliceMark } from './slice-mark.ts';
import { spokenMark } from './slice-words.ts';
import { spokenPhase } from './spoken-words.ts';
import { TablesView, workArea } from './tables-view.ts';
import { watchTheme } from './theme.ts';
import { ToolbarView } from './toolbar-view.ts';
import type { PanelTransport } from './transport.ts';

export class PanelApp {
  readonly #root: HTMLElement;
  readonly #transport: PanelTransport;
  readonly #state = new PanelState();
  readonly #scheduler = new FrameScheduler(() => this.#frame());
  readonly #navigation = new Navigation(this.#state, () => this.#changed());
  readonly #questions: PanelQuestions;
  readonly #header: RunHeader;
  readonly #findings: FindingsView;
  readonly #toolbar: ToolbarView;
  readonly #chart: ChartView;
  readonly #lanes: LaneReveal;
  readonly #clock = new LiveClock(() => this.#changed());
  readonly #pointer: ChartPointer;
  readonly #pick: RangePick;
  readonly #focus: SliceFocus;
  readonly #hover: Hover;
  readonly #selection: Selection;
  readonly #search: Search;
  readonly #detailsView: DetailsView;
  readonly #rangeView: RangeView;
  readonly #flame: FlameView;
  readonly #tables: TablesView;
  readonly #announcer = new Announcer();
  readonly #pictures: PictureSaving;
  readonly #kept: KeptPanel;
  #palette: Palette | null = null;

  constructor(root: HTMLElement, transport: PanelTransport) {
    this.#root = root;
    this.#transport = transport;
    this.#kept = new KeptPanel(transport);
    this.#questions = new PanelQuestions((message) => transport.post(message), this.#changed);
    this.#header = new RunHeader({
      canRun: transport.canRun,
      openSource: this.#openSource,
      stop: () => transport.post({ type: 'stop' }),
      runAgain: () => transport.post({ type: 'run-again' }),
      speakOf: (isBefore) => this.#announcer.say(this.#questions.speakOf(this.#state, isBefore)),
    });
    const show = this.#navigation.show.bind(this.#navigation);
    this.#findings = new FindingsView({ openSource: this.#openSource, show });
    this.#selection = this.#createSelection();
    this.#search = this.#createSearch();
    this.#toolbar = new ToolbarView(this.#state, this.#navigation, {
      search: this.#search,
      togglePath: () => this.#questions.togglePath(this.#state),
      changed: this.#changed,
      save: (type) => void this.#pictures.save(type),
      saveRun: transport.canRun ? (as) => transport.post({ type: 'save-run', as }) : null,
    });
    this.#flame = new FlameView(this.#openSource, this.#changed, (name) => this.#chart.colourOf(name));
    this.#tables = this.#createTables();
    this.#detailsView = new DetailsView({
      openSource: this.#openSource,
      close: () => this.#selection.clear(),
      follow: (flow) => this.#selection.follow(flow),
    });
    this.#chart = this.#createChart();
    this.#lanes = new LaneReveal(this.#state, this.#chart);
    this.#pick = new RangePick(this.#chart, this.#state, this.#changed);
    this.#pictures = new PictureSaving(this.#state, this.#chart, this.#announcer, (message) => transport.post(message));
    this.#rangeView = new RangeView({ openSource: this.#openSource, zoomTo: show, clear: () => this.#pick.pick(null) });
    this.#hover = new Hover(this.#state, this.#chart, this.#questions.details, this.#changed);
    this.#pointer = this.#listenToPointer();
    this.#focus = this.#createFocus();
    listenToPanelKeys({
      state: this.#state,
      chart: this.#chart,
      navigation: this.#navigation,
      focus: this.#focus,
      pick: this.#pick,
      search: this.#search,
      toolbar: this.#toolbar,
      announcer: this.#announcer,
      togglePath: () => this.#questions.togglePath(this.#state),
      changed: this.#changed,
    });
    root.replaceChildren(this.#header.root, this.#findings.root, this.#toolbar.root);
    const below = [this.#flame.root, this.#tables.root];
    const work = workArea(this.#chart.root, [this.#rangeView.root, this.#detailsView.root], below);
    root.append(work, ...below, this.#announcer.root, this.#hover.tooltip.root);
    this.#start();
  }

  readonly #changed = (): void => this.#scheduler.request();

  readonly #openSource = (location: SourceLocation): void =>
    this.#transport.post({ type: 'open-source', location: this.#state.located(location) });

  #start(): void {
    watchTheme(() => {
      this.#palette = null;
      this.#changed();
    });
    new ResizeObserver(this.#changed).observe(this.#chart.root);
    this.#chart.scroller.addEventListener('scroll', this.#changed, { passive: true });
    this.#transport.onMessage((message) => this.#receive(message));
    this.#transport.post({ type: 'ready' });
    this.#changed();
  }

  #createChart(): ChartView {
    const { collapsed, order } = this.#state;
    return new ChartView(new OverviewView(this.#state, this.#navigation), {
      toggle: (group) => {
        if (!collapsed.delete(group)) collapsed.add(group);
        this.#changed();
      },
      showAll: (group) => {
        order.showAll(group);
        this.#changed();
      },
      pin: (laneId) => {
        order.togglePin(laneId);
        this.#changed();
      },
    });
  }

  #createTables(): TablesView {
    return new TablesView(
      {
        openSource: this.#openSource,
        goTo: (slice) => this.#selection.goTo(slice),
        goToMark: (mark) => this.#selection.select(mark),
        goToLane: (laneId) => this.#lanes.show(laneId),
        show: (range) => this.#navigation.show(range),
      },
      this.#changed,
    );
  }

  #listenToPointer(): ChartPointer {
    return new ChartPointer(this.#chart, this.#state, this.#navigation, {
      hover: (mark, clientX, clientY) => this.#hover.moveTo(mark, clientX, clientY),
      click: (mark) => this.#selection.open(mark),
      zoomTo: (mark) => this.#navigation.show(mark),
    });
  }

  #createFocus(): SliceFocus {
    return new SliceFocus(this.#chart, this.#state, {
      answer: () => this.#questions.windows.answer,
      focus: (mark) => this.#focusOn(mark),
      leave: () => this.#hover.over(null),
      open: (mark) => this.#selection.open(mark),
    });
  }

  #createSelection(): Selection {
    return new Selection(this.#state, this.#questions.details, {
      post: (message) => this.#transport.post(message),
      nextId: this.#questions.nextId,
      around: (mark) => sliceAround(this.#questions.windows.answer, mark),
      changed: this.#changed,
      show: (range) => this.#navigation.show(range),
      focus: (mark) => {
        this.#lanes.unfold(mark.laneId);
        this.#state.focused = mark;
        this.#focus.root.focus();
      },
      reveal: (laneId, timeNs) => {
        this.#navigation.reveal({ startNs: timeNs, endNs: timeNs });
        this.#lanes.show(laneId);
      },
    });
  }

  #createSearch(): Search {
    return new Search(this.#state, (message) => this.#transport.post(message), {
      nextId: this.#questions.nextId,
      changed: this.#changed,
      goTo: ({ laneId, ...slice }) => {
        this.#navigation.reveal(slice);
        this.#lanes.show(laneId);
        this.#selection.mark({ laneId, ...slice });
      },
    });
  }

  #receive(message: ToPanelMessage): void {
    switch (message.type) {
      case 'run':
        this.#receiveRun(message);
        break;
      case 'flows':
        this.#selection.receive(message.id, message.flows);
        break;
      case 'kind':
        this.#selection.receiveKind(message.id, message.histogram);
        break;
      case 'matches':
        this.#search.receive(message.id, message.matches);
        break;
      default:
        this.#questions.receive(message);
    }
    this.#changed();
  }

  #receiveRun(snapshot: RunSnapshot): void {
    const before = this.#state.snapshot;
    const beforeExtent = this.#state.extent;
    this.#state.snapshot = snapshot;
    this.#state.receivedAtMs = performance.now();
    if (!this.#kept.isRestored) this.#kept.restore(this.#state, snapshot);
    else if (before !== null && isOtherRun(before, snapshot)) {
      this.#questions.reset();
      this.#search.reset();
      this.#selection.clear();
      this.#navigation.forget();
      this.#state.startRun();
    } else {
      this.#navigation.grow(beforeExtent);
      this.#kept.renew(this.#state, snapshot);
      for (const part of [this.#selection, this.#hover]) part.refresh();
    }
    if (before?.phase.type !== snapshot.phase.type) this.#announcer.say(spokenPhase(snapshot));
  }

  #focusOn(mark: SliceMark): void {
    this.#state.focused = mark;
    this.#navigation.reveal(mark);
    this.#chart.revealLane(this.#state, mark.laneId);
    this.#hover.over(mark);
    this.#announcer.say(spokenMark(mark, this.#state.laneName(mark.laneId), null));
  }

  #frame(): void {
    const state = this.#state;
    const { answer } = this.#questions.windows;
    if (this.#navigation.step()) this.#changed();
    state.renewMarks(answer);
    state.figures = this.#questions.figuresOf(state);
    this.#pointer.sync();
    if (!this.#palette) {
      this.#palette = readPalette();
      this.#chart.resetTheme();
      this.#toolbar.resetTheme(this.#palette);
    }
    this.#root.classList.toggle('is-empty', state.isEmpty);
    this.#header.update(state, performance.now());
    this.#findings.update(state.findings, state.live);
    this.#toolbar.update(state);
    this.#chart.draw(state, answer, this.#palette);
    this.#chart.drawOverview(this.#questions.overviews.answer, this.#palette);
    this.#pick.draw();
    this.#questions.ask(state, {
      widthPx: this.#chart.plotWidthPx,
      laneIds: this.#chart.wantedLanes(state),
      tables: this.#tables.root.open,
      flame: this.#flame.query(state),
    });
    this.#hover.draw(this.#focus.hasFocus);
    this.#focus.draw();
    this.#detailsView.update(state);
    this.#rangeView.update(state);
    this.#flame.update(state, this.#questions.flame.answer, this.#palette);
    this.#tables.update(state, answer);
    this.#kept.write(state, this.#navigation.target);
    if (state.phase.type === 'running') this.#clock.next();
  }
}
