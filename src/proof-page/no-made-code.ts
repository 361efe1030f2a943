import { config } from "zod";

// Zod would try whether it may make code of strings, which the policy of the page forbids and the browser reports. It asks where a schema is made,
// so that this comes before all others.
config({ jitless: true });
