import { isId, isRecord } from '../values';
import type { ContactField, CrmConfig } from './types';

/** The custom fields of contacts; none if nothing was set up yet. */
export function fieldsIn({ custom_fields: fields }: CrmConfig): ContactField[] {
	if (!Array.isArray(fields)) return [];
	return fields.filter((field) => isRecord(field) && isId(field.name)).map(withTextOptions);
}

function withTextOptions(field: ContactField): ContactField {
	const { options } = field;
	return { ...field, options: Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [] };
}
