"""The twin: participation, mobilisation and livelihood once more, as plain Mesa agents, written to be read first.

Every resident, household, block, assembly, association, federation and business is an object here, and a rule is one file
beside the name of its fast counterpart in `simulation/rules/`:

    agents.py          who there is, and what each of them knows
    mobilisation.py    who votes for what, who calls whom to what
    participation.py   who comes, who is fined, who loses the stall for a time
    livelihood.py      who works, what a household earns and spends
    society.py         how the agents stand to each other, what they see of the city, what they show of themselves
    city.py            a city in which agents live these three rules and the engine all others
    luck.py            chance for one agent

It shares nothing with the engine but its parameters (the configured rule objects) and `simulation.chance`. In
`test_twin.py` a city of agents and a city of arrays live the same 120 days, each from its own state: what the agents
of one decide is never copied from the other, so a difference of one bit would stay and grow. They are compared every
day, resident for resident and centavo for centavo.

Numbers are float32 where the engine's are, one operation after the other in the same order. A rule states on top what
its agents `see` (what other rules may have changed since yesterday) and what they `do` (what they change); what is
done and not seen anew they carry themselves.
"""
