// The services that the product lists, in its order. A new service is one new file beside this one and a line here.

import type { Service } from '../service';
import { sandbox } from './sandbox/service';
import { seedanceTv } from './seedance-tv';
import { seedanceapi } from './seedanceapi';
import { usvideo } from './usvideo';
import { vibegen } from './vibegen';

export const allServices: readonly Service[] = [sandbox, usvideo, seedanceTv, vibegen, seedanceapi];
