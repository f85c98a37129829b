/** Two producers send ten values each, and then END, into one end of a pipe; a printer receives until both have ended. */
import { type Connection, Pipe, Process, currentProcess, isMain } from 'parascope';

const END = 'END';
type Message = typeof END | { readonly from: string; readonly value: number };

function produce(output: Connection<Message>, first: number): void {
  for (let i = 0; i < 10; i++) output.sendSync({ from: currentProcess().name, value: first + i });
  output.sendSync(END);
}

async function print(input: Connection<Message>, producers: number): Promise<void> {
  for (let ended = 0; ended < producers;) {
    const message = await input.recv();
    if (message === END) ended++;
    else console.log(`${message.from} sent ${message.value}`);
  }
}

if (isMain) {
  const [input, output] = Pipe<Message>(false);
  const processes = [
    new Process({ target: produce, args: [output, 0], name: 'ones' }),
    new Process({ target: produce, args: [output, 100], name: 'hundreds' }),
    new Process({ target: print, args: [input, 2], name: 'printer' }),
  ];
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
  console.log('Done');
}
