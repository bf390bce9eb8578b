"""Every operation of every service, with a request that succeeds and with requests that AWS refuses."""
