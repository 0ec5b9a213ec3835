import { createBirpc, type BirpcReturn } from 'birpc';
import { execa } from 'execa';

/** A process of its own, and the functions that it offers. */
export interface Helper<Functions extends object> extends AsyncDisposable {
	call: BirpcReturn<Functions, object>;
}

/** Starts a file of this folder as a Node process that `offer`s functions. */
export function startProcess<Functions extends object>(
	file: string,
	args: string[],
	env: Record<string, string>,
): Helper<Functions> {
	const subprocess = execa(process.execPath, [file, ...args], {
		env,
		ipc: true,
		// What a process reports is small and goes through `call` alone.
		buffer: false,
		reject: false,
		stdin: 'ignore',
		stdout: 'inherit',
		stderr: 'inherit',
	});
	const child = subprocess.nodeChildProcess;
	const call = createBirpc<Functions, object>(
		{},
		{
			post: (message: object) => child.send(message),
			on: (listener) => void child.on('message', listener),
			timeout: -1,
		},
	);
	const ended = subprocess.then(({ exitCode, signal }) => {
		if (!call.$closed) call.$close(new Error(`A process of the benchmark ended by itself (${signal ?? exitCode})`));
	});
	return {
		call,
		[Symbol.asyncDispose]: async () => {
			if (!call.$closed) call.$close();
			if (child.connected) child.disconnect();
			await ended;
		},
	};
}
