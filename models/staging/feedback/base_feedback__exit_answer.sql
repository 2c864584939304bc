{{ stage('feedback', 'exit_answer', is_event=true) }}
