// The settings of a conversation: names as in the API, what they mean, and which values they may have.

/** Groups of settings, in the order in which they are shown. */
export const GROUPS = [
  {
    title: 'Conversation',
    settings: [
      {
        name: 'system', label: 'System prompt', kind: 'text', rows: 4,
        hint: 'What the model should know or be before the first message.',
      },
      {name: 'max_tokens', label: 'Longest answer', kind: 'integer', min: 1, unit: 'tokens', otherwise: 'no limit'},
      {name: 'thinking', label: 'Thoughts', kind: 'choice', choices: [['', 'as the model does'], ['on', 'on'], ['off', 'off']]},
      {name: 'stop', label: 'Stop at', kind: 'text', rows: 2, hint: 'The answer ends before one of these texts, one in each line.'},
    ],
  },
  {
    title: 'Sampling',
    settings: [
      {
        name: 'temperature', label: 'Temperature', kind: 'number', min: 0, max: 5, step: 0.05,
        hint: '0 always takes the most probable token.',
      },
      {name: 'top_k', label: 'Top-k', kind: 'integer', min: 0},
      {name: 'top_p', label: 'Top-p', kind: 'number', min: 0, max: 1, step: 0.01},
      {name: 'min_p', label: 'Min-p', kind: 'number', min: 0, max: 1, step: 0.01},
      {name: 'seed', label: 'Seed', kind: 'integer', min: 0, otherwise: 'random'},
    ],
  },
  {
    title: 'Penalties',
    settings: [
      {name: 'repeat_penalty', label: 'Repetition', kind: 'number', min: 0, max: 5, step: 0.05},
      {name: 'repeat_last_n', label: 'Looks back', kind: 'integer', min: -1, unit: 'tokens'},
      {name: 'presence_penalty', label: 'Presence', kind: 'number', min: -2, max: 2, step: 0.1},
      {name: 'frequency_penalty', label: 'Frequency', kind: 'number', min: -2, max: 2, step: 0.1},
    ],
  },
  {
    title: 'Form and insight',
    settings: [
      {name: 'json_schema', label: 'JSON schema', kind: 'text', rows: 4, code: true, json: true, hint: 'Answers are held to it.'},
      {name: 'grammar', label: 'Grammar', kind: 'text', rows: 4, code: true, hint: 'GBNF, instead of a schema: answers are held to it.'},
      {name: 'probabilities', label: 'Keep the probabilities of tokens', kind: 'flag'},
    ],
  },
];

const ALL = GROUPS.flatMap(group => group.settings);

/** The known settings of an object that have a value they may have. */
export function readSettings(values) {
  const settings = {};
  for (const setting of ALL) {
    const value = values?.[setting.name];
    if (value !== undefined && problemWith(setting, value) === '') {
      settings[setting.name] = value;
    }
  }
  return settings;
}

/** What is wrong with a value, in words; empty if nothing is. */
export function problemWith(setting, value) {
  switch (setting.kind) {
    case 'flag': return typeof value === 'boolean' ? '' : 'yes or no';
    case 'choice': return setting.choices.some(([known]) => known === value) ? '' : 'one of the choices';
    case 'text': return typeof value !== 'string' ? 'a text' : setting.json && value.trim() ? problemWithSchema(value) : '';
    case 'integer': case 'number': return problemWithNumber(setting, value);
  }
  throw new Error(`no setting of kind ${setting.kind}`);
}

function problemWithNumber({kind, min, max}, value) {
  if (typeof value !== 'number' || !Number.isFinite(value) || (kind === 'integer' && !Number.isSafeInteger(value))) {
    return kind === 'integer' ? 'a whole number' : 'a number';
  }
  return value < min ? `at least ${min}` : value > max ? `at most ${max}` : '';
}

function problemWithSchema(value) {
  try {
    const schema = JSON.parse(value);
    return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? '' : 'a JSON object';
  } catch (error) {
    return `valid JSON (${error.message})`;
  }
}
