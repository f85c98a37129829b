/** What `parascope --help` prints. */
export const HELP = `Usage: parascope <command>

  run [options] script.ts [arguments]   run a script and say where its time went
  scale script.ts [options] [arguments] measure a script with more and more workers
  report [options] TRACE                say it again for a saved trace or a run folder
  compare [options] [BEFORE AFTER]      two runs side by side; without traces, the last two of one script
  export [options] TRACE                write a trace for other programs
  stop PID                              end a run, and only a run, with every process that it has started

Options of run (they stand before the script; what follows the script is its own):
  --json[=FILE]     the figures as JSON: last line of standard output, or a file
  --gantt           a chart of the threads in the terminal
  --report[=FILE]   an HTML report
  --open            write the report and open it
  --cpu-prof        sample every thread (each 1 ms): hot lines, and .cpuprofile files in the run's folder
  --trace FILE      save the trace
  --no-trace        record nothing
  --no-arguments    record no arguments of tasks: they may hold what a report is not to show
  --serial          run the tasks of pools and the processes one after the other, to compare with
  --start-method M  thread or process: what workers are, where the script does not say
  --stall-after S   say who waits for what when nothing has moved for S seconds (10; 0 = never)
  --run-dir DIR     keep the run in this folder

Options of scale (behind the script or before it; what follows them is the script's own):
  --workers 1,2,4   numbers of workers; default: up to the cores there are
  --runs N          runs of each; default 3
  --json[=FILE]     the figures as JSON: standard output, or a file
  The script learns the number from cpuCount() and new Pool(), or from {workers} among its arguments.

Options of report: --json[=FILE] --gantt --report[=FILE] --open
Options of compare: --json[=FILE] --report[=FILE] (both runs in one chart) --open
Options of export: --arrow (Arrow's file format instead of its stream) --output FILE

The exit code of run is the script's: 128 + n when signal n ended it, 2 for a mistake on the command line.
`;
