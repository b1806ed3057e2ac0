"""Is it any good: briefs with what must hold, measures, a runner, reports, and a gate for every change."""
