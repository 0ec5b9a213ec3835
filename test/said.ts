// Messages that many tests expect, as the package has them.
import { keyRefused, serverFailed } from '../nodes/messages/retell.ts';

export const KEY_REFUSED = keyRefused('').message;
export const SERVER_FAILED = serverFailed(500, false, '').message;
