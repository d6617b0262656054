"""The service: upload, durable jobs, storage, review page."""
