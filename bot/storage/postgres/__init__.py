"""The same store on a Postgres server. Nothing here is loaded unless DATABASE_URL is set: it needs psycopg."""
