"""The moto host: moto's stores in process, the project's own services mounted on moto's routes."""
