"""What search and matching read. Only entries that are published stand here, so neither can hint at the others."""

from django.db import models

from almoner.register.models.entry import Entry


class NamePair(models.Model):
    """One way of naming a person with one family word and one given word; rank 0 is the name as most would say it."""

    pk = models.CompositePrimaryKey("family", "given", "rank", "entry_id")
    family = models.CharField(max_length=200, db_collation="C")
    given = models.CharField(max_length=200, db_collation="C")
    rank = models.SmallIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        db_table = "register_namepair"

    def __str__(self) -> str:
        return f"{self.given} {self.family}"


class Word(models.Model):
    """A word in use in names; ids rise in the order of commit, so a process can ask for what is new."""

    id = models.BigAutoField(primary_key=True)
    word = models.CharField(max_length=200, unique=True, db_collation="C")
    signature = models.BigIntegerField()
    sound = models.IntegerField()
    roles = models.SmallIntegerField()

    class Meta:
        db_table = "register_word"

    def __str__(self) -> str:
        return self.word


class BlockKey(models.Model):
    """A blocking key of rules.names.keys, as a 64-bit number, and an entry that has it."""

    pk = models.CompositePrimaryKey("key", "entry_id")
    key = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        db_table = "register_blockkey"

    def __str__(self) -> str:
        return f"{self.key}"
