import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { retellApi, type RetellApi } from '../../retell/api';
import { connectToRetell } from '../../retell/client';
import { nodeErrorOf } from '../../retell/nodeError';

/** Reads the rows of a picker from Retell; what goes wrong is shown in the picker. */
export async function pick<Rows>(
	context: ILoadOptionsFunctions,
	read: (retell: RetellApi) => Promise<Rows>,
): Promise<Rows> {
	try {
		return await read(retellApi(connectToRetell(context)));
	} catch (thrown) {
		throw nodeErrorOf(context, thrown);
	}
}
