import { Explained } from '../../nodes/messages/explained.ts';

/** What a value is read as, or the words with which it is refused. Anything else that is thrown fails the test. */
export function readOrRefused<Value>(read: () => Value): Value | Explained {
	try {
		return read();
	} catch (thrown) {
		if (thrown instanceof Explained) return thrown;
		throw thrown;
	}
}

/** The words with which a value is refused. */
export function refusalOf(read: () => unknown): Explained {
	const outcome = readOrRefused(read);
	if (outcome instanceof Explained) return outcome;
	throw new Error('The value was taken');
}
