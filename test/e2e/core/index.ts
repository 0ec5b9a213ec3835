import { useStage } from '../support/stage.ts';
import type { Version } from '../../../tools/n8n/versions.ts';
import { cleanUpTests } from './cleanUp.ts';
import { credentialTests } from './credential.ts';
import { errorTests } from './errors.ts';
import { inboundSmsTests } from './inboundSms.ts';
import { operationTests } from './operations.ts';
import { pickerTests } from './pickers.ts';
import { sessionTests } from './sessions.ts';
import { triggerTests } from './trigger.ts';
import { webhookBodyTests } from './webhookBodies.ts';

/** What every maintained version of n8n has to do with the package. */
export function coreTests(version: Version): void {
	describe(`in n8n ${version},`, () => {
		const stage = useStage(version);
		credentialTests(stage, version);
		operationTests(stage);
		pickerTests(stage);
		errorTests(stage);
		cleanUpTests(stage);
		sessionTests(stage);
		triggerTests(stage);
		inboundSmsTests(stage);
		webhookBodyTests(stage);
	});
}
