"""Use cases: each a plain function over one transaction, `def flow(tx, env, now, who, …) -> effects`."""
