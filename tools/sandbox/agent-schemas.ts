import { z } from 'zod';
import { analysisData, guardrailConfig, handbookConfig, piiConfig, responseEngine } from './agent-parts.ts';
import { ANALYSIS_MODELS, LOCALES, MULTI } from './locales.ts';
import { milestone } from './schemas.ts';

// Bodies of the chat agent calls (Retell API reference), unknown keys refused.

/** An absolute web address. It may hold `{{variables}}`, filled in per chat. */
export const webAddress = z
	.string()
	.refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), 'must be a valid URL');

/** One locale, the old `multi`, which is stored as ten, or a list of locales; a list of one is given back as the one. */
const language = z.union([
	z.enum(LOCALES),
	z.literal('multi').transform(() => [...MULTI]),
	z
		.array(z.enum(LOCALES))
		.min(1)
		.transform((list) => (list.length === 1 && list[0] ? list[0] : list)),
]);

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

const settings = z.strictObject({
	response_engine: responseEngine,
	agent_name: z.string().nullable(),
	version_title: z.string().nullable(),
	auto_close_message: z.string().nullable(),
	end_chat_after_silence_ms: z.number().int().min(120_000).max(259_200_000).nullable(),
	language,
	webhook_url: webAddress.nullable(),
	// The last comes with each message, and only where it is asked for.
	webhook_events: z.array(milestone).nullable(),
	// Neither bound is documented.
	webhook_timeout_ms: z.number().int().min(1),
	data_storage_setting: z.enum(['everything', 'everything_except_pii', 'basic_attributes_only']).nullable(),
	data_storage_retention_days: z.number().int().min(1).max(730).nullable(),
	opt_in_signed_url: z.boolean(),
	signed_url_expiration_ms: z.number().int().nullable(),
	post_chat_analysis_data: z.array(analysisData).nullable(),
	post_chat_analysis_model: z.enum(ANALYSIS_MODELS).nullable(),
	pii_config: piiConfig,
	guardrail_config: guardrailConfig,
	handbook_config: handbookConfig,
	timezone: z.string().refine(isTimeZone, 'must be an IANA time zone').nullable(),
});

/** All settings may be changed, one by one. */
export const updateAgent = settings.partial();

/** Only the engine has to be said. */
export const createAgent = updateAgent.required({ response_engine: true });

const versionNumber = z.number().int().min(0);

export const createVersion = z.strictObject({ base_version: versionNumber });

export const publishVersion = z.strictObject({
	version: versionNumber,
	version_title: z.string().optional(),
	version_description: z.string().optional(),
});
