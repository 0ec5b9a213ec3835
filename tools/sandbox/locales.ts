import type { Retell } from 'retell-sdk';

type Agent = Retell.ChatAgentResponse;

/** The locales an agent can speak (Retell API reference); `multi` is the old word for ten of them. */
// prettier-ignore
export const LOCALES = [
  'en-US', 'en-IN', 'en-GB', 'en-AU', 'en-NZ', 'de-DE', 'es-ES', 'es-419', 'hi-IN', 'fr-FR', 'fr-CA',
  'ja-JP', 'pt-PT', 'pt-BR', 'zh-CN', 'ru-RU', 'it-IT', 'ko-KR', 'nl-NL', 'nl-BE', 'pl-PL', 'tr-TR',
  'vi-VN', 'ro-RO', 'bg-BG', 'ca-ES', 'th-TH', 'da-DK', 'fi-FI', 'el-GR', 'hu-HU', 'id-ID', 'no-NO',
  'sk-SK', 'sv-SE', 'lt-LT', 'lv-LV', 'cs-CZ', 'ms-MY', 'af-ZA', 'ar-SA', 'az-AZ', 'bs-BA', 'cy-GB',
  'fa-IR', 'fil-PH', 'gl-ES', 'he-IL', 'hr-HR', 'hy-AM', 'is-IS', 'kk-KZ', 'kn-IN', 'mk-MK', 'mr-IN',
  'ne-NP', 'sl-SI', 'sr-RS', 'sw-KE', 'ta-IN', 'ur-IN', 'yue-CN', 'uk-UA',
] as const satisfies ReadonlyArray<Agent['language']>;

/** What `multi` stands for: the reference counts ten, and does not name them. */
// prettier-ignore
export const MULTI = [
  'en-US', 'es-ES', 'fr-FR', 'de-DE', 'hi-IN', 'ru-RU', 'pt-BR', 'ja-JP', 'it-IT', 'nl-NL',
] as const satisfies typeof LOCALES[number][];

/** The models that can analyse a chat (retell-sdk 5.66.1). */
// prettier-ignore
export const ANALYSIS_MODELS = [
  'gpt-4.1', 'gpt-4.1-mini', 'gpt-4.1-nano', 'gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-5.1', 'gpt-5.2',
  'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-5.5', 'gpt-5.6-terra', 'gpt-5.6-luna',
  'claude-4.5-sonnet', 'claude-4.6-sonnet', 'claude-5-sonnet', 'claude-4.5-haiku', 'gemini-3.0-flash',
  'gemini-3.1-flash-lite', 'gemini-3.5-flash', 'gemini-3.5-flash-lite', 'gemini-3.6-flash',
] as const satisfies ReadonlyArray<Agent['post_chat_analysis_model']>;
