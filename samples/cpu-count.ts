/** How many cores may this program use? Affinity and container quotas count, not the machine alone. */
import { cpuCount, isMain } from 'parascope';

if (isMain) {
  console.log(`This process may use ${cpuCount()} cores.`);
}
