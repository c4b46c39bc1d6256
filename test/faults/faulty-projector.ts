// The projector with a fault: it fails at every event that says "poison" in its id.
import './fault-in-the-ledger';
import '../../apps/projector/src/main';
