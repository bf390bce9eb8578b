"""The containers of docker-compose.yml, where a Docker engine is there."""
