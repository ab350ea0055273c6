"""The pages and the API that every procedure has: worklists, the case, its moves, answers by link, diagrams.

It stands on the engine (`almoner.procedure`) and knows no context; a context gets it all by registering there.
What is decided and written is decided and written by the engine: here it is only shown, asked for and drawn.
"""
