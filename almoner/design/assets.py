"""Front-end packages into var/static_build. `make setup` calls it."""

from almoner.config.environment import VAR

if __name__ == "__main__":
    (VAR / "static_build").mkdir(parents=True, exist_ok=True)
