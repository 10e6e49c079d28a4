"""The evaluator: runs interview code, one jailed process per screen, and answers over a unix socket.

server
    accepts connections, reads the header of each, and passes the connection to the zygote of its interview.
root
    a process with an empty environment that has every module loaded; the server has it fork zygotes.
zygote
    one per interview and version: loads the interview, seals itself, forks a child for each job (one of them ahead of
    its job, so that nobody waits for the fork).
child
    runs one screen, writes the reply and ends.
client
    what the web application uses; it treats every reply as hostile.

Neither the server nor a zygote ever reads a person's answers: the child takes them from the connection itself.
"""
