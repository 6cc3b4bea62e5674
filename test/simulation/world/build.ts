// The product as a simulated window runs it. Bundled apart with changes of the text, it is another version of it.

import { CoreEngine } from '../../../src/core/engine/core-engine';
import { seedanceapi } from '../../../src/core/services/seedanceapi';
import { usvideo } from '../../../src/core/services/usvideo';
import { recordVersion } from '../../../src/core/store/records';
import { JobStore } from '../../../src/core/store/store';

export const build = { CoreEngine, JobStore, services: [usvideo, seedanceapi], recordVersion: recordVersion as number };
export type Build = typeof build;
