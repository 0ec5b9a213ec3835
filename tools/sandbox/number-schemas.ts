import { z } from 'zod';
import { webAddress } from './agent-schemas.ts';
import { versionReference } from './schemas.ts';

// Body of PATCH /update-phone-number (Retell API reference), unknown keys refused.

const weighted = z
	.array(
		z.strictObject({
			agent_id: z.string().min(1),
			agent_version: versionReference.optional(),
			weight: z.number().gt(0).max(1),
		}),
	)
	// An empty list is the same as none. Ten times 0.1 is not quite 1.
	.refine(
		(agents) => agents.length === 0 || Math.abs(agents.reduce((sum, { weight }) => sum + weight, 0) - 1) < 1e-6,
		'total weights must add up to 1',
	)
	.nullable();

const countries = z.array(z.string().regex(/^[A-Z]{2}$/, 'must be a country code')).nullable();

export const updatePhoneNumber = z
	.strictObject({
		inbound_sms_agents: weighted,
		outbound_sms_agents: weighted,
		inbound_sms_webhook_url: webAddress.nullable(),
		nickname: z.string().nullable(),
		// What only calls need.
		inbound_agents: weighted,
		outbound_agents: weighted,
		inbound_webhook_url: webAddress.nullable(),
		allowed_inbound_country_list: countries,
		allowed_outbound_country_list: countries,
		fallback_number: z.string().nullable(),
		termination_uri: z.string(),
		auth_username: z.string(),
		auth_password: z.string(),
		transport: z.enum(['TLS', 'TCP', 'UDP']).nullable(),
	})
	.partial();

export type NumberChange = z.infer<typeof updatePhoneNumber>;
