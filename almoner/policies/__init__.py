"""An organisation's own policies: versions, an owner, a date by which each must be reviewed (FTP-0)."""
